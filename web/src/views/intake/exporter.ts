/** The exporter that the page hands out, and the commands that go with it. */
import { save } from '../common/parts';

export const SCRIPT = 'export_torchinfo.py';

// The file of the page's public folder, embedded: the same in every build, also offline and from file://.
const scripts = import.meta.glob<string>('../../../public/export_torchinfo.py', { query: '?raw', import: 'default' });

export async function saveScript(): Promise<void> {
  const [load] = Object.values(scripts);
  if (load) save(SCRIPT, await load(), 'text/x-python');
}

export interface Recipe {
  id: string;
  title: string;
  about: string;
  text: string;
}

/** Commands for the shell; each writes the folder `artifacts`. */
export const RECIPES: readonly Recipe[] = [
  {
    id: 'hugging-face',
    title: 'A Hugging Face model',
    about: 'Reads the configuration only: no weights are downloaded. Needs transformers.',
    text: `python ${SCRIPT} --hf Qwen/Qwen2.5-0.5B --seq-len 512 --flops --out artifacts`,
  },
  {
    id: 'torchvision',
    title: 'A torchvision model',
    about: 'Any function or class that returns the model works the same way: package.module:name.',
    text: `python ${SCRIPT} --model torchvision.models:resnet50 --input-shape 1,3,224,224 --flops --out artifacts`,
  },
  {
    id: 'own',
    title: 'Your own module',
    about: 'Where you have the model and an input: a tensor, a tuple, or a dict of keyword arguments.',
    text: `from export_torchinfo import export

export(model.eval(), {"input_ids": ids}, "artifacts", model_path="my-org/my-model", flops=True)`,
  },
];

export const TEXT_ONLY: Recipe = {
  id: 'text',
  title: 'Without the script',
  about: 'The table that torchinfo prints is enough for most of the report. Copy what this prints and paste it here.',
  text: `from torchinfo import summary

print(summary(model, input_data=x, depth=99, verbose=0, row_settings=("depth", "var_names"),
              col_names=("input_size", "output_size", "num_params", "kernel_size", "mult_adds")))`,
};
