import { CopyBlock } from './copy-block';
import { RECIPES, saveScript, SCRIPT, TEXT_ONLY, type Recipe } from './exporter';
import { Icon } from '../common/icons';

/** How a model gets from the user's Python onto this page. */
export function ExportPanel() {
  return (
    <section class="export-panel" aria-label="Export your own model">
      <ol class="steps">
        <li>
          <p class="step-title">Take the exporter</p>
          <p class="note">
            One Python file; it needs torch and torchinfo. It runs one forward pass and records shapes, never weights.
          </p>
          <div class="step-tools">
            <button type="button" class="strong" onClick={() => void saveScript()}>
              <Icon name="download" /> {SCRIPT}
            </button>
            <CopyBlock label="install torch and torchinfo" text="pip install torch torchinfo" />
          </div>
        </li>
        <li>
          <p class="step-title">Run it beside your model</p>
          {RECIPES.map((recipe) => (
            <RecipeBlock key={recipe.id} recipe={recipe} />
          ))}
        </li>
        <li>
          <p class="step-title">Drop the folder on this page</p>
          <p class="note">
            It writes <code>artifacts/</code> with torchinfo-layers.json, torchinfo-unique-layers.json,
            torchinfo-stages.json and torchinfo-summary.txt, and with <code>--flops</code> also flops.json, which the
            Verify tab holds the report against. Drop the folder, a zip of it, or single files. Nothing leaves this
            machine.
          </p>
        </li>
      </ol>
      <RecipeBlock recipe={TEXT_ONLY} />
    </section>
  );
}

function RecipeBlock({ recipe }: { recipe: Recipe }) {
  return (
    <div class="recipe">
      <p>
        <b>{recipe.title}.</b> <span class="note">{recipe.about}</span>
      </p>
      <CopyBlock label={recipe.title} text={recipe.text} />
    </div>
  );
}
