/**
 * A torchinfo-layers.json of as many layers as wanted: blocks of a norm, two linear layers and an activation, each of another width
 * (`distinct`), so that no two are one module with repetitions: the largest tree that so many layers can make.
 */
export function syntheticArtifact(layers, { distinct = true } = {}) {
  const perBlock = 5; // the block itself, norm, up, activation, down
  const blocks = Math.floor((layers - 1) / perBlock);
  const rows = [];
  const add = (depth, name, instance, className, qualified, input, output, params, leaf, macs = 0) =>
    rows.push({
      index: rows.length,
      layer_id: rows.length + 1,
      var_name: name,
      class_name: className,
      class_name_qualified: qualified,
      instance_name: instance,
      is_torch_builtin: qualified.startsWith('torch.'),
      depth,
      is_leaf_layer: leaf,
      is_recursive: false,
      executed: true,
      input_size: input,
      output_size: output,
      kernel_size: null,
      num_params: params,
      param_bytes: params * 4,
      output_bytes: output.reduce((product, size) => product * size, 1) * 4,
      macs,
    });
  const [batch, tokens, width] = [1, 128, 64];
  const x = [batch, tokens, width];
  add(0, 'Tower', '', 'Tower', 'bench.tower.Tower', x, x, 0, false);
  for (let block = 0; block < blocks; block += 1) {
    const inner = 128 + (distinct ? block : 0);
    const at = `blocks.${block}`;
    const [up, down] = [width * inner + inner, inner * width + width];
    const h = [batch, tokens, inner];
    add(1, String(block), at, 'Block', 'bench.tower.Block', x, x, up + down + 2 * width, false);
    add(2, 'norm', `${at}.norm`, 'LayerNorm', 'torch.nn.modules.normalization.LayerNorm', x, x, 2 * width, true);
    add(2, 'up', `${at}.up`, 'Linear', 'torch.nn.modules.linear.Linear', x, h, up, true, up);
    add(2, 'act', `${at}.act`, 'GELU', 'torch.nn.modules.activation.GELU', h, h, 0, true);
    add(2, 'down', `${at}.down`, 'Linear', 'torch.nn.modules.linear.Linear', h, x, down, true, down);
  }
  const sum = (depth, key) => rows.filter((row) => row.depth === depth).reduce((all, row) => all + row[key], 0);
  rows[0].num_params = sum(1, 'num_params');
  return JSON.stringify({
    generated_at: '2026-01-01T00:00:00Z',
    model_path: 'bench/tower',
    device: 'cpu',
    depth: 3,
    total_params: rows[0].num_params,
    total_macs: sum(2, 'macs'),
    torchinfo_version: '1.8.0',
    dtype: 'float32',
    layers_flat: rows,
  });
}
