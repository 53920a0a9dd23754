// Keys of the review: one press decides and shows the next question, which was fetched while this one was read.

const ACTIONS = ["x", "n", "u", "a", "r", "e", "space", "z", "j", "k", "?"];
const KEPT = "dateline-review-keys";

/** The key of each action; what is missing has its own name. */
type Keys = Record<string, string>;

interface Answer {
  next: string;
  said: string | null;
  decided: number;
  left: number | null;
}

function keptKeys(): Keys {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "{}") as Keys;
  } catch {
    return {};
  }
}

class Review {
  private keys = keptKeys();
  private ahead: { address: string; page: Promise<Document> } | undefined;
  /** Decisions are sent one after the other. */
  private sent: Promise<void> = Promise.resolve();

  constructor(private readonly root: HTMLElement) {
    document.addEventListener("keydown", (event) => this.press(event));
    root.addEventListener("submit", (event) => this.submit(event));
    root.addEventListener("click", (event) => this.click(event));
    window.addEventListener("popstate", () => void this.show(location.href, false));
    this.settings();
    this.shown();
  }

  private get question(): HTMLElement {
    return this.root.querySelector<HTMLElement>("#question")!;
  }

  private key(action: string): string {
    return this.keys[action] ?? action;
  }

  /** What follows a new question on the page: its keys, the focus, the one after it. */
  private shown(): void {
    for (const element of this.root.querySelectorAll<HTMLElement>("[data-key]")) {
      const named = element.querySelector("kbd:not(.enter)");
      if (named) named.textContent = this.key(element.dataset.key!);
    }
    const open = this.question.querySelector<HTMLInputElement>("details[open] input[name=words]");
    if (open) open.focus();
    else this.question.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
    this.fetchAhead();
    this.root.dataset.ready = "true";
  }

  private fetchAhead(): void {
    const address = this.question.dataset.next;
    if (!address || !this.question.dataset.item || this.ahead?.address === address) return;
    const page = this.fetched(address);
    page.catch(() => (this.ahead = undefined));
    this.ahead = { address, page };
  }

  private async fetched(address: string): Promise<Document> {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status}`);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  /** Puts the question of another address in place of this one. */
  private async show(address: string, push = true): Promise<void> {
    const waiting = this.ahead?.address === address ? this.ahead.page : this.fetched(address);
    this.ahead = undefined;
    const page = await waiting;
    const question = page.querySelector("#question");
    if (!question) {
      location.assign(address);
      return;
    }
    const counted = [this.question.querySelector("#decided")?.textContent, this.question.querySelector("#left")?.textContent];
    this.question.replaceWith(document.importNode(question, true));
    // What was counted here is later than what was fetched ahead.
    if (push && this.late) this.count(counted[0] ?? null, counted[1] ?? null);
    document.title = page.title;
    if (push) history.pushState(null, "", address);
    window.scrollTo(0, 0);
    this.shown();
  }

  private late = false;

  private count(decided: string | null, left: string | null): void {
    const put = (id: string, words: string | null) => {
      const element = this.question.querySelector(`#${id}`);
      if (element && words !== null) element.textContent = words;
    };
    put("decided", decided);
    put("left", left);
  }

  private told(answer: Answer): void {
    this.count(`${answer.decided}`, answer.left === null ? null : `, ${answer.left} to go`);
  }

  private say(words: string): void {
    const said = this.question.querySelector("#said");
    if (said) said.textContent = words;
  }

  /** Sends a form in the background; the next question is shown at once. */
  private decide(form: HTMLFormElement, button: HTMLButtonElement): void {
    const fields = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    fields.set("key", button.value);
    const [here, next] = [location.href, this.question.dataset.next!];
    const address = form.action.replace("/review/decide", "/review/decide.json");
    const shown = this.show(next);
    this.sent = this.sent.then(async () => {
      const answer = await this.post(address, fields);
      await shown;
      if (typeof answer === "string") {
        await this.show(here);
        this.say(answer);
        return;
      }
      this.late = true;
      this.told(answer);
    });
  }

  /** What came of it, or why nothing did. */
  private async post(address: string, fields: URLSearchParams): Promise<Answer | string> {
    try {
      const answer = await fetch(address, { method: "POST", body: fields });
      const told = (await answer.json()) as Answer & { error?: string };
      return answer.ok ? told : (told.error ?? "It was not kept");
    } catch {
      return "It was not kept: the desk does not answer";
    }
  }

  private undo(form: HTMLFormElement): void {
    const address = form.action.replace("/review/undo", "/review/undo.json");
    this.sent = this.sent.then(async () => {
      const answer = await this.post(address, new URLSearchParams());
      if (typeof answer === "string") {
        this.say(answer);
        return;
      }
      if (answer.next) await this.show(answer.next);
      this.told(answer);
      this.say(answer.said ?? "");
    });
  }

  private submit(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    const button = event.submitter as HTMLButtonElement | null;
    if (form.classList.contains("decisions") && button?.name === "key") {
      event.preventDefault();
      this.decide(form, button);
    } else if (form.action.includes("/review/undo")) {
      event.preventDefault();
      this.undo(form);
    } else if (form.method === "post" && !form.dataset.sent) {
      // What was decided before is kept first.
      event.preventDefault();
      void this.sent.then(() => {
        form.dataset.sent = "true";
        // Not within this event: a form that is being submitted cannot be submitted again.
        setTimeout(() => form.requestSubmit(button));
      });
    }
  }

  private click(event: MouseEvent): void {
    const target = (event.target as HTMLElement).closest<HTMLElement>("[data-key]");
    if (target?.dataset.key === "space" && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      void this.show(this.question.dataset.next!);
    } else if (target?.dataset.key === "?") {
      this.root.querySelector<HTMLDialogElement>("#keys")!.showModal();
    }
  }

  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target instanceof HTMLElement && event.target.closest("input, select, textarea, dialog");
    if (typing) {
      this.pressTyping(event);
      return;
    }
    const digit = this.question.querySelector<HTMLButtonElement>(`details[open] [data-digit="${event.key}"]`);
    if (digit) return this.act(event, () => digit.click());
    const pressed = event.key === " " ? "space" : event.key;
    if (pressed === "Enter") {
      // A button or a link that has the focus is pressed by Enter itself.
      if (event.target instanceof HTMLElement && event.target.closest("a, button, summary")) return;
      return this.act(event, () => this.question.querySelector<HTMLButtonElement>(".proposed")?.click());
    }
    const action = ACTIONS.find((action) => this.key(action) === pressed);
    if (action) this.act(event, () => this.take(action));
  }

  private act(event: KeyboardEvent, work: () => void): void {
    event.preventDefault();
    if (!event.repeat) work();
  }

  private pressTyping(event: KeyboardEvent): void {
    const details = (event.target as HTMLElement).closest<HTMLDetailsElement>("details.edit");
    if (event.key === "Escape" && details) {
      details.open = false;
      this.question.querySelector<HTMLElement>("h1")?.focus();
    }
  }

  private take(action: string): void {
    if (action === "j") void this.show(this.question.dataset.next!);
    else if (action === "k") history.back();
    else if (action === "e") this.edit();
    else {
      const element = this.root.querySelector<HTMLElement>(`[data-key="${CSS.escape(action)}"]`);
      if (element) element.click();
      else this.say(`${this.key(action)} is no key of this question; ${this.key("?")} lists the keys`);
    }
  }

  private edit(): void {
    const details = this.question.querySelector<HTMLDetailsElement>("details.edit");
    if (!details) {
      this.say("Nothing can be typed here");
      return;
    }
    details.open = true;
    const words = details.querySelector<HTMLInputElement>("input[name=words]");
    words?.focus();
    words?.select();
  }

  /** The keys can be others; two actions cannot have one. */
  private settings(): void {
    const dialog = this.root.querySelector<HTMLDialogElement>("#keys")!;
    const fields = [...dialog.querySelectorAll<HTMLInputElement>("input.key")];
    const fill = () => fields.forEach((field) => (field.value = this.key(field.dataset.action!)));
    const said = dialog.querySelector("#keys-said")!;
    fill();
    for (const field of fields) {
      field.addEventListener("keydown", (event) => {
        if (event.key === "Tab" || event.key === "Escape" || event.key === "Enter") return;
        event.preventDefault();
        if (event.key === " ") field.value = "space";
        else if ([...event.key].length === 1) field.value = event.key;
      });
    }
    dialog.querySelector("form")!.addEventListener("submit", (event) => {
      const twice = fields.find((field, n) => fields.findIndex((other) => other.value === field.value) !== n);
      const empty = fields.find((field) => field.value === "" || /^[0-9]$/.test(field.value));
      if (twice || empty) {
        event.preventDefault();
        said.textContent = twice ? `${twice.value} stands for two things` : "Each needs a key, and digits choose readings";
        return;
      }
      this.keys = Object.fromEntries(fields.map((field) => [field.dataset.action!, field.value]));
      localStorage.setItem(KEPT, JSON.stringify(this.keys));
      said.textContent = "";
      this.shown();
    });
    dialog.querySelector("#keys-reset")!.addEventListener("click", () => {
      localStorage.removeItem(KEPT);
      this.keys = {};
      fill();
      said.textContent = "";
      this.shown();
    });
    dialog.querySelector("#keys-close")!.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", fill);
  }
}

export function start(element: HTMLElement): void {
  new Review(element);
}
