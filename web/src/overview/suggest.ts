// Names that the store knows, offered while somebody types one.

const PATIENCE = 150;

/** Offers names for a field with `data-suggest`: "actor" or "outlet". */
export function suggest(field: HTMLInputElement): void {
  if (field.list) return;
  const list = document.createElement("datalist");
  list.id = `names-of-${field.name}`;
  field.after(list);
  field.setAttribute("list", list.id);
  let timer = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void offer(field, list), PATIENCE);
  });
}

/** A field on a page by itself. */
export function start(field: HTMLElement): void {
  suggest(field as HTMLInputElement);
}

async function offer(field: HTMLInputElement, list: HTMLDataListElement): Promise<void> {
  const response = await fetch(`/suggest.json?of=${field.dataset.suggest}&like=${encodeURIComponent(field.value)}`);
  const { names } = (await response.json()) as { names: { name: string; events: number }[] };
  const options = names.map(({ name, events }) => {
    const option = document.createElement("option");
    option.value = name;
    option.label = `${name} (${events})`;
    return option;
  });
  list.replaceChildren(...options);
}
