// How fast a desk answers: node tests/load.mjs http://localhost:8470 [READERS] [REQUESTS] [PAUSE]
//
// First each kind of filter is asked for alone, at addresses that nobody asked for before; then so many readers (200) ask for
// overviews, dossiers, reports and twins, so many requests in all (6000). Between two pages a reader rests PAUSE milliseconds
// (0), half of it more or less. Ends with 1 if a request failed.

import { Agent, get } from "node:http";

const [desk = "http://localhost:8470", readers = "200", requests = "6000", pause = "0"] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(readers) });

/** Asks for an address: its status, its bytes, and how many milliseconds it took. */
function ask(path) {
  return new Promise((answered) => {
    const start = performance.now();
    const failed = () => answered({ status: 0, body: "", ms: performance.now() - start });
    const request = get(desk + path, { agent, headers: { "Accept-Encoding": "gzip" } }, (response) => {
      const pieces = [];
      response.on("data", (bytes) => pieces.push(bytes));
      response.on("error", failed);
      response.on("end", () => answered({ status: response.statusCode, body: Buffer.concat(pieces), ms: performance.now() - start }));
    });
    request.on("error", failed);
  });
}

const json = (path) =>
  fetch(desk + path, { headers: { "Accept-Encoding": "identity" } }).then((response) => response.json());

const filters = {
  "all": "/events?",
  "days": "/events?from=2013-03-01&to=2013-06-30",
  "country": "/events?country=SYR",
  "bounds": "/events?bounds=30,30,50,40",
  "actor": "/events?actor=israel",
  "place": "/events?place=aleppo",
  "type": "/events?type=battles",
  "standing": "/events?standing=alleged",
  "toll": "/events?killed=5",
  "outlet": "/events?outlet=sahel+wire",
  "corroboration": "/events?grade=confirmed",
  "place known": "/events?known=area,spot_unknown",
  "review": "/events?review=reviewed",
  "review, open": "/events?review=open",
  "text": "/events?text=killed",
  "text, rare": "/events?text=hospital+market",
  "deadliest": "/events?order=deadliest",
  "several": "/events?text=killed&country=SYR&from=2012-01-01&killed=2&type=battles",
  "map": "/events/map.json?view=-180,-60,180,80&zoom=2",
  "map, near": "/events/map.json?view=35,32,43,38&zoom=6",
  "reports": "/reports?",
  "reports, words": "/reports?text=hospital",
};

async function alone() {
  await ask("/events?country=AFG");
  await ask("/events?review=open&country=AFG");
  for (const [name, path] of Object.entries(filters)) {
    let worst = 0;
    // Fields that nobody reads make an address new, so that each answer is made.
    for (let turn = 0; turn < 5; turn++) worst = Math.max(worst, (await ask(`${path}&new=${Date.now()}${turn}`)).ms);
    console.log(`${name.padEnd(16)} ${worst.toFixed(1).padStart(8)} ms at worst of 5`);
  }
}

async function together() {
  // What stands on the first pages of the list, and what most reports tell, whose dossiers take longest.
  const lists = [await json("/events.json?limit=180"), await json("/events.json?limit=20&order=most_told")];
  const events = lists.flatMap((list) => list.events);
  const countries = [...new Set(events.map((event) => event.country).filter(Boolean))];
  const paths = [
    ...Object.values(filters),
    ...events.map((event) => `/events/${event.event}`),
    ...events.slice(0, 40).map((event) => `/events/${event.event}.json`),
    ...countries.flatMap((country) => [`/events?country=${country}`, `/events?country=${country}&killed=3`, `/events.csv?country=${country}&limit=200`]),
    ...[2010, 2011, 2012, 2013, 2014].flatMap((year) => [`/events?from=${year}-01-01&to=${year}-12-31`, `/events.geojson?from=${year}-01-01&to=${year}-01-31`]),
    "/static/desk.css",
    "/assets/desk.js",
  ];
  const times = [];
  let [failed, left, at] = [0, Number(requests), 0];
  const rest = (turn) => new Promise((rested) => setTimeout(rested, Number(pause) * (0.5 + ((turn * 7919) % 1000) / 1000)));
  const reader = async (_, turn) => {
    while (left-- > 0) {
      if (Number(pause) > 0) await rest((turn += 31));
      // Steps of a prime through the list: the same mix each time, no two readers at one place.
      const { status, ms } = await ask(paths[(at = (at + 89) % paths.length)]);
      times.push(ms);
      if (status !== 200) failed++;
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: Number(readers) }, reader));
  const seconds = (performance.now() - start) / 1000;
  times.sort((a, b) => a - b);
  const share = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))].toFixed(0);
  console.log(`${times.length} requests for ${paths.length} addresses by ${readers} readers in ${seconds.toFixed(1)} s: ${failed} failed`);
  console.log(`half under ${share(0.5)} ms, 95 in 100 under ${share(0.95)} ms, 99 in 100 under ${share(0.99)} ms, the slowest ${share(1)} ms`);
  return failed;
}

await alone();
if (Number(requests) > 0) process.exitCode = (await together()) > 0 ? 1 : 0;
agent.destroy();
