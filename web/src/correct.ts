// The form that corrects a value: shows what the field holds in the form in which it is typed, and what was selected.

interface Words {
  start: number;
  end: number;
  words: string;
}

/** Fields with one value, which selected words replace; to the others they are added. */
const single = new Set(["location", "date"]);
/** Fields whose values are names in the report's words. */
const named = new Set(["location", "initiators", "targets", "claimed_by", "denied_by", "weapons"]);

export function start(form: HTMLElement): void {
  const input = (name: string) => form.querySelector<HTMLInputElement>(`[name="${name}"]`);
  const [part, telling, value, quote] = [form.querySelector<HTMLSelectElement>('[name="part"]'), form.querySelector<HTMLElement>('[name="telling"]'), input("words"), input("quote")];
  const [from, to, form_of] = [input("start"), input("end"), form.querySelector(".form-of")];
  if (!part || !telling || !value || !quote || !from || !to) return;
  let selected: Words | undefined;

  const typed = (): string => {
    const chosen = telling instanceof HTMLSelectElement ? telling.selectedOptions[0] : telling;
    const all = JSON.parse((chosen as HTMLElement).dataset.typed ?? "{}") as Record<string, string>;
    return all[part.value] ?? "";
  };
  const guess = (held: string, words: string): string => {
    const number = /\d[\d,]*/.exec(words)?.[0].replaceAll(",", "");
    const item = part.value === "casualties" ? (number ? `killed ${number}` : "") : named.has(part.value) ? words.trim().replace(/\s+/g, " ") : "";
    if (!item) return held;
    return single.has(part.value) || held === "none" || held === "" ? item : `${held}; ${item}`;
  };
  const show = () => {
    value.value = selected ? guess(typed(), selected.words) : typed();
    if (form_of) form_of.textContent = part.selectedOptions[0]?.dataset.form ?? "";
  };

  form.addEventListener("selected-words", (event) => {
    selected = (event as CustomEvent<Words>).detail;
    quote.value = selected.words;
    [from.value, to.value] = [String(selected.start), String(selected.end)];
    show();
  });
  // Words that are typed are looked for: what was selected before no longer holds.
  quote.addEventListener("input", () => {
    selected = undefined;
    from.value = to.value = "";
  });
  part.addEventListener("change", show);
  telling.addEventListener("change", show);
  show();
  form.dataset.ready = "true";
}
