/** What the wall is measured beside: bare DOM of as many tiles, a canvas for each sparkline, and nothing between them and the same events. */
export function peerPage(tiles: number): string {
  return `<!doctype html><meta charset="utf-8"><title>peer</title>
<style>
  * { box-sizing: border-box; margin: 0 }
  html { font-size: clamp(14px, 0.83vw, 32px) }
  body { height: 100vh; padding: 3.5rem 1.25rem; background: #090d11; color: #eef4f8; font-family: sans-serif; font-variant-numeric: tabular-nums }
  main { display: grid; grid-template-columns: repeat(26, 1fr); grid-template-rows: repeat(20, 1fr); gap: 0.2rem; height: 100% }
  article { contain: strict; display: grid; grid-template: 1fr auto / 1fr auto; padding: 0 0.2rem; border: 1px solid #23303b; background: #111820 }
  .room { font-size: 0.66rem } .value { font-size: 0.87rem; font-weight: 600 } .heartRate { color: #4ade80 } .spo2 { color: #38d5f2 } .age { font-size: 0.66rem }
  canvas { width: 2.4rem; height: 0.6rem }
</style>
<main></main>
<script src="/socket.io/socket.io.js"></script>
<script>
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const made = new Map();
  for (let n = 1; n <= ${tiles}; n++) {
    const tile = document.createElement("article");
    tile.dataset.testid = "tile-res_" + n;
    tile.innerHTML = '<span class="room"></span><span><span class="value heartRate"></span> <span class="value spo2"></span></span><canvas></canvas><span class="age"></span>';
    const canvas = tile.querySelector("canvas");
    canvas.width = Math.round(2.4 * rem);
    canvas.height = Math.round(0.6 * rem);
    const text = (name) => tile.querySelector(name);
    made.set("res_" + n, { canvas, room: text(".room"), heartRate: text(".heartRate"), spo2: text(".spo2"), age: text(".age") });
    document.querySelector("main").append(tile);
  }
  function draw(canvas, values) {
    const pen = canvas.getContext("2d");
    const low = Math.min(...values), span = Math.max(24, Math.max(...values) - low);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.beginPath();
    values.forEach((value, n) => pen.lineTo((n * canvas.width) / (values.length - 1), canvas.height * (1 - (value - low) / span)));
    pen.strokeStyle = "#4ade80";
    pen.stroke();
  }
  io().on("tiles", ({ now, tiles }) => {
    for (const tile of tiles) {
      const one = made.get(tile.residentId);
      const of = (sign) => tile.latest.find((latest) => latest.sign === sign);
      one.room.textContent = tile.room;
      for (const sign of ["heartRate", "spo2"]) one[sign].textContent = of(sign) ? of(sign).value : "—";
      one.age.textContent = Math.floor((now - of("heartRate").at) / 1000) + " s";
      draw(one.canvas, tile.sparkline);
    }
  });
</script>`;
}
