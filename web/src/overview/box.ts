// A box drawn on the map with the pointer.

import type { Map } from "maplibre-gl";

/** While the button is pressed, dragging draws a box in place of moving the map; `done` is told west, south, east and north. */
export function drawBox(map: Map, button: HTMLButtonElement, done: (bounds: string) => void): void {
  const canvas = map.getCanvasContainer();
  let from: [number, number] | null = null;
  let frame: HTMLElement | null = null;
  const press = (pressed: boolean) => {
    button.setAttribute("aria-pressed", String(pressed));
    map.getCanvas().style.cursor = pressed ? "crosshair" : "";
    if (pressed) map.dragPan.disable();
    else map.dragPan.enable();
  };
  const at = (event: PointerEvent): [number, number] => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  button.addEventListener("click", () => press(button.getAttribute("aria-pressed") !== "true"));
  canvas.addEventListener("pointerdown", (event) => {
    if (button.getAttribute("aria-pressed") !== "true") return;
    from = at(event);
    frame = document.createElement("div");
    frame.className = "drawn-box";
    canvas.append(frame);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!from || !frame) return;
    const [x, y] = at(event);
    Object.assign(frame.style, {
      left: `${Math.min(x, from[0])}px`,
      top: `${Math.min(y, from[1])}px`,
      width: `${Math.abs(x - from[0])}px`,
      height: `${Math.abs(y - from[1])}px`,
    });
  });
  canvas.addEventListener("pointerup", (event) => {
    if (!from) return;
    const [x, y] = at(event);
    const [a, b] = [map.unproject(from), map.unproject([x, y])];
    const wide = Math.abs(x - from[0]) > 4 && Math.abs(y - from[1]) > 4;
    from = null;
    frame?.remove();
    press(false);
    if (!wide) return;
    const edges = [Math.min(a.lng, b.lng), Math.min(a.lat, b.lat), Math.max(a.lng, b.lng), Math.max(a.lat, b.lat)];
    done(edges.map((degrees) => degrees.toFixed(4)).join(","));
  });
}
