import { TREATMENT, type TreeNode } from '../tree/model';

/** How it is known what a module of artifacts computes: the rule, what it saw and assumed, or why there is none. */
export function Origin({ node }: { node: TreeNode }) {
  const { recognition } = node.module;
  const { notModeled } = node;
  return (
    <>
      {notModeled && (
        <section class="not-modeled-note">
          <h3>
            <span class={`tag ${TREATMENT[notModeled.treatment].tone}`}>{TREATMENT[notModeled.treatment].label}</span>{' '}
            Not modeled
          </h3>
          <p>{notModeled.reason}</p>
          <p class="note">{TREATMENT[notModeled.treatment].meaning}</p>
        </section>
      )}
      {recognition && (
        <section class="recognition">
          <h3>Recognised by</h3>
          <p>
            {recognition.title} <code class="note">{recognition.rule}</code>
          </p>
          {recognition.evidence.length > 0 && <Points title="Evidence" points={recognition.evidence} />}
          {recognition.assumptions.length > 0 && <Points title="Assumed" points={recognition.assumptions} />}
        </section>
      )}
    </>
  );
}

function Points({ title, points }: { title: string; points: readonly string[] }) {
  return (
    <>
      <h4>{title}</h4>
      <ul class="points" aria-label={title}>
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </>
  );
}
