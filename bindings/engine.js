/**
 * The typed facade over the WebAssembly engine: the calls of `EngineCalls` (api.ts), synchronous, plus artifacts that are
 * streamed into the engine's memory. The same facade runs in the page's worker and in Node. No rule lives here.
 */

/** @typedef {import('./engine.d.ts').EngineFacade} EngineFacade */

/**
 * @param {(options?: object) => Promise<any>} createModule the Emscripten module factory (modelmeter.mjs)
 * @param {object} [options] what that factory takes: `wasmBinary`, or `locateFile`
 * @returns {Promise<EngineFacade>}
 */
export async function createEngine(createModule, options) {
  const module = await createModule(options);
  const service = new module.Service();
  const parsed = (text) => JSON.parse(text);
  const decoder = new TextDecoder();
  return {
    catalog: () => parsed(service.catalog()),
    addGpu: (profileJson) => parsed(service.addGpu(profileJson)),
    removeGpu: (id) => parsed(service.removeGpu(id)),
    gpus: () => parsed(service.gpus()),
    calibration: (gpuId) => parsed(service.calibration(gpuId)),
    estimate: (request) => parsed(decoder.decode(service.estimateBytes(JSON.stringify(request)))),
    estimateBytes: (request) => service.estimateBytes(JSON.stringify(request)).slice(),
    explain: (request, moduleId) => parsed(service.explain(JSON.stringify(request), moduleId)),
    kernels: (request, moduleId) => parsed(service.kernels(JSON.stringify(request), moduleId)),
    files: (request) => parsed(service.files(JSON.stringify(request))),
    document: (request, path) => parsed(service.document(JSON.stringify(request), path)),
    trace: (request) => parsed(service.report(JSON.stringify(request), 'trace')),
    report: (request, format) => parsed(service.report(JSON.stringify(request), format)),
    verify: (request) => parsed(service.verify(JSON.stringify(request))),
    validate: (text) => parsed(service.validate(text)),
    artifacts: () => parsed(service.artifacts()),
    layerRows: () => parsed(service.layerRows()),
    measurementKind: (head) => parsed(service.measurementKind(head)),
    measurements: () => parsed(service.measurements()),
    removeMeasurements: () => parsed(service.removeMeasurements()),
    setMeasuredRuns: (runs) => parsed(service.setMeasuredRuns(runs)),
    measured: (request) => parsed(service.measured(JSON.stringify(request), 'json')),
    measuredText: (request) => parsed(service.measured(JSON.stringify(request), 'md')),
    beginMeasurement: () => service.beginMeasurement(),
    feedMeasurement: (piece) => {
      // A room for each piece: it may move when the engine's memory grows.
      service.measurementRoom(piece.length).set(piece);
      return service.feedMeasurement(piece.length);
    },
    finishMeasurement: (fileName) => parsed(service.finishMeasurement(fileName)),
    cancelMeasurement: () => service.cancelMeasurement(),
    kernelTimes: (request) => parsed(service.kernelTimes(JSON.stringify(request))),
    sweepPlan: (request) => parsed(service.sweepPlan(JSON.stringify(request))),
    sweepRows: (request, first, count) => parsed(service.sweepRows(JSON.stringify(request), first, count)),
    solveGpus: (request) => parsed(service.solve(JSON.stringify(request), 'gpus')),
    solveLargest: (request) => parsed(service.solve(JSON.stringify(request), 'largest')),
    largestFit: (request) => parsed(service.solve(JSON.stringify(request), 'fit')),
    requiredRates: (request) => parsed(service.solve(JSON.stringify(request), 'required')),
    sensitivity: (request) => parsed(service.solve(JSON.stringify(request), 'sensitivity')),
    compareRuns: (runs) => parsed(service.compare(JSON.stringify({ runs }), 'json')),
    comparisonText: (runs, format) => parsed(service.compare(JSON.stringify({ runs }), format)),
    roofline: (request) => parsed(service.roofline(JSON.stringify(request))),
    breakdown: (request) => parsed(service.breakdown(JSON.stringify(request))),
    explainFigure: (request, subject) => parsed(service.explainFigure(JSON.stringify(request), subject)),
    removeArtifacts: () => parsed(service.removeArtifacts()),
    beginArtifact: (bytes) => service.beginArtifact(bytes),
    finishArtifact: (fileName) => parsed(service.finishArtifact(fileName)),
    cancelArtifact: () => service.cancelArtifact(),
    dispose: () => service.delete(),
  };
}
