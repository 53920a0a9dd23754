// Files are dropped or chosen and sent with their progress; then the run's page shows how they are coded.

interface Sent {
  run?: number;
  error?: string;
}

export function start(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  const chosen = form.querySelector<HTMLInputElement>("input[type=file]")!;
  const limit = Number(form.dataset.limit);
  const progress = form.querySelector<HTMLProgressElement>("#sent")!;
  const said = form.querySelector<HTMLElement>("#upload-said")!;
  const refused = form.querySelector<HTMLElement>("#upload-refused")!;

  function refuse(words: string): void {
    const line = document.createElement("li");
    line.textContent = words;
    refused.append(line);
  }

  function send(files: File[]): void {
    refused.replaceChildren();
    const fields = new FormData();
    for (const file of files) {
      if (file.size > limit) refuse(`${file.name}: is larger than ${Math.round(limit / 1048576)} MiB, the limit of one file`);
      else fields.append("file", file, file.name);
    }
    if (!fields.has("file")) return;
    form.querySelector<HTMLElement>(".upload-state")!.hidden = false;
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress.value = event.loaded / event.total;
      said.textContent = `${Math.round(event.loaded / 1024)} of ${Math.round(event.total / 1024)} KiB sent`;
    });
    request.addEventListener("load", () => {
      const answer = JSON.parse(request.responseText) as Sent;
      if (answer.run === undefined) said.textContent = answer.error ?? "It was not taken";
      else if (refused.childElementCount === 0) location.assign(`/runs/${answer.run}`);
      else {
        const link = document.createElement("a");
        link.href = `/runs/${answer.run}`;
        link.textContent = "the others are being coded";
        said.replaceChildren(link);
      }
    });
    request.addEventListener("error", () => (said.textContent = "The desk does not answer"));
    request.open("POST", form.action.replace("/runs?", "/runs.json?"));
    request.send(fields);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send([...(chosen.files ?? [])]);
  });
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    send([...(event.dataTransfer?.files ?? [])]);
  });
  form.dataset.ready = "true";
}
