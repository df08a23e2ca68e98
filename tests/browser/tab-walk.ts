import type { Page } from "playwright-core";

/** No view has so many things to reach; more means that the focus goes round in a circle. */
const MOST_TABS = 400;
/** What Tab reaches, of what is seen. One button of each group of radio buttons: arrow keys go to the others. */
const REACHABLE = `(() => {
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("[inert]") && !one.matches(":disabled");
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  const groups = new Set();
  return all.filter((one) => {
    if (one.tabIndex < 0 || !seen(one)) return false;
    if (one.type !== "radio") return true;
    const isFirst = !groups.has(one.name);
    groups.add(one.name);
    return isFirst;
  });
})()`;
const DESCRIBE = `(one) => one.tagName.toLowerCase() + (one.dataset.testid ? "[" + one.dataset.testid + "]" : "") + (one.classList.length > 0 ? "." + one.classList[0] : "") + " " + (one.textContent ?? "").trim().slice(0, 30)`;
/** What has the focus: is it drawn around it, and is it in the window and not under something that sticks there? null: nothing has it. */
const LOOK = `(async () => {
  const one = document.activeElement;
  if (one === null || one === document.body) return null;
  const isAgain = one.dataset.walked === "yes";
  one.dataset.walked = "yes";
  const name = (${DESCRIBE})(one);
  if (one.matches("input[type=file], input[type=radio], input[type=checkbox]")) return { name, isAgain, isDrawn: true, isSeen: true };
  await new Promise(requestAnimationFrame);
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const [x, y] = [box.x + Math.min(box.width / 2, 40), box.y + Math.min(box.height / 2, 20)];
  const top = document.elementFromPoint(x, y);
  // A shape of a map need not reach into the corner of its box.
  const isShapeThere = one instanceof SVGElement && box.bottom > 0 && box.top < innerHeight;
  return {
    name,
    isAgain,
    isDrawn: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none",
    isSeen: isShapeThere || (top !== null && (one.contains(top) || top.contains(one))),
  };
})()`;

/** Puts the focus before everything, and forgets an earlier walk. */
const BEGIN = `(() => {
  for (const one of document.querySelectorAll("[data-walked]")) delete one.dataset.walked;
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
})()`;

/** Walks a page with Tab, from its start to its end: what cannot be reached, has no visible focus, or is covered, as sentences. */
export async function tabWalk(page: Page): Promise<string[]> {
  const faults: string[] = [];
  await page.evaluate(BEGIN);
  for (let pressed = 0; ; pressed += 1) {
    if (pressed === MOST_TABS) return [...faults, `${MOST_TABS} × Tab did not come to the end`];
    await page.keyboard.press("Tab");
    const at: { name: string; isAgain: boolean; isDrawn: boolean; isSeen: boolean } | null = await page.evaluate(LOOK);
    if (at === null || at.isAgain) break;
    if (!at.isDrawn) faults.push(`no visible focus: ${at.name}`);
    if (!at.isSeen) faults.push(`covered or out of the window: ${at.name}`);
  }
  const missed: string[] = await page.evaluate(`${REACHABLE}.filter((one) => one.dataset.walked !== "yes").map(${DESCRIBE})`);
  return [...faults, ...missed.map((name) => `not reached: ${name}`)];
}
