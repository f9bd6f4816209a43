// Drives Firefox over WebDriver BiDi through what a listener does; prints what was seen, as JSON.
// Called with the program, puppeteer-core's path, and the addresses of an episode and of a search.
const [program, library, talk, search] = process.argv.slice(2);
const { default: puppeteer } = await import(library);
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: program,
  extraPrefsFirefox: { "media.autoplay.default": 0, "media.autoplay.blocking_policy": 0 },
});
const seen = { faults: [], requests: [] };

const opened = async (address, before = () => {}) => {
  const page = await browser.newPage();
  page.on("console", (said) => said.type() === "error" && seen.faults.push(said.text()));
  page.on("pageerror", (error) => seen.faults.push(error.message));
  page.on("request", (request) => seen.requests.push(request.url()));
  await before(page);
  await page.goto(address);
  return page;
};
const wait = (page, what) => page.waitForFunction(what, { timeout: 15_000 });
const ask = (page, what) => page.evaluate(what);

try {
  let page = await opened(`${talk}#t=0:30`);
  await wait(page, "document.querySelectorAll('.controls button').length > 0");
  seen.early = [...seen.requests];
  seen.linked = await ask(page, "document.querySelector('audio').currentTime");
  await page.keyboard.press("k");
  await wait(page, "document.querySelector('audio').currentTime > 30.5");
  seen.title = await ask(page, "navigator.mediaSession.metadata.title");
  await page.keyboard.press("l");
  await wait(page, "document.querySelector('audio').currentTime > 60.5");
  await wait(page, "document.querySelector('.turn[aria-current=true]')");
  await page.keyboard.press("k");
  await wait(page, "document.querySelector('audio').paused");
  seen.resumed = await ask(page, "document.querySelector('audio').currentTime");
  await page.close();

  page = await opened(talk, (each) => each.setViewport({ width: 320, height: 700 }));
  await wait(page, "document.querySelector('audio').currentTime > 60");
  seen.width = await ask(page, "document.documentElement.scrollWidth");
  await page.close();

  page = await opened(`${search}?q=${encodeURIComponent("This is turn 7")}`);
  await wait(page, "document.querySelector('.search-box li a')");
  seen.found = await ask(page, "document.querySelector('.search-box li a').textContent");
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
