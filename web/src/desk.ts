// Every page loads this. An element with `data-island="overview"` is handed to that island, whose code is fetched only then.

const islands: Record<string, () => Promise<{ start: (element: HTMLElement) => void | Promise<void> }>> = {
  place: () => import("./place"),
  figures: () => import("./figures"),
  reading: () => import("./reading"),
  correct: () => import("./correct"),
  veil: () => import("./veil"),
  overview: () => import("./overview"),
  review: () => import("./review"),
  run: () => import("./run"),
  upload: () => import("./upload"),
  suggest: () => import("./overview/suggest"),
  acts: () => import("./acts"),
  trend: () => import("./trend"),
  tally: () => import("./tally"),
  reciprocity: () => import("./reciprocity"),
};

for (const element of document.querySelectorAll<HTMLElement>("[data-island]")) {
  const load = islands[element.dataset.island ?? ""];
  if (load) {
    load()
      .then((island) => island.start(element))
      .catch((error: unknown) => {
        // The page reads without it: its data stand beside it as text.
        element.classList.add("broken");
        console.error(error);
      });
  }
}
