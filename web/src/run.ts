// A run that goes on: how far it is, until it is done.

interface Run {
  going: { reports: number; linking: boolean; done: boolean } | null;
}

const PAUSE = 400;

export async function start(element: HTMLElement): Promise<void> {
  const said = element.querySelector("#going-said")!;
  for (;;) {
    await new Promise((done) => setTimeout(done, PAUSE));
    const answer = await fetch(`${location.pathname}.json`);
    if (!answer.ok) return;
    const { going } = (await answer.json()) as Run;
    if (!going || going.done) {
      location.reload();
      return;
    }
    said.textContent = `${going.reports} report${going.reports === 1 ? "" : "s"} done${going.linking ? "; events are being made" : ""}`;
  }
}
