import type { HardwareProfile } from '../../../../bindings/api';

/** What the sources of the figures are, each once. */
export function References({ gpus }: { gpus: readonly HardwareProfile[] }) {
  const references = Object.entries(
    Object.assign({}, ...gpus.map((gpu) => gpu.references)) as (typeof gpus)[0]['references'],
  );
  if (references.length === 0) return null;
  return (
    <section class="references">
      <h3>References</h3>
      <dl>
        {references.map(([id, reference]) => (
          <div key={id} id={`reference-${id}`}>
            <dt>
              <code>{id}</code>
            </dt>
            <dd>
              {reference.url && /^https?:/.test(reference.url) ? (
                <a href={reference.url} target="_blank" rel="noopener noreferrer">
                  {reference.title}
                </a>
              ) : (
                reference.title
              )}
              {reference.section && <span class="source-note"> {reference.section}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The address holds the settings: a jump inside the page must leave it alone. */
export function jumpTo(event: Event, reference: string): void {
  event.preventDefault();
  document.getElementById(`reference-${reference}`)?.scrollIntoView({ block: 'center' });
}
