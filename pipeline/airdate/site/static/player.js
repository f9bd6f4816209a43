// What the page's own <audio> can't do alone. Without this file the page is whole: the audio has
// its controls, and every link to a moment leads into the recording itself.
"use strict";
const box = document.querySelector("[data-player]");
if (box) {
  const audio = box.querySelector("audio");
  const data = box.dataset;
  const strings = JSON.parse(data.strings);
  const find = (what) => [...document.querySelectorAll(what)];
  const make = (tag, values, ...inside) => {
    const made = Object.assign(document.createElement(tag), values);
    made.append(...inside);
    return made;
  };
  const label = (element, words) => element.setAttribute("aria-label", words);
  const current = (element, is) => (is ? element.setAttribute("aria-current", "true") : element.removeAttribute("aria-current"));
  const button = (words, act, long = words) => {
    const made = make("button", { type: "button", dir: "auto", onclick: act }, words);
    if (long !== words) label(made, `${words}: ${long}`); // what is seen is in the name
    return made;
  };

  // In a private window there is no memory, and all else works.
  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch {} };
  const kept = (key) => { try { return localStorage.getItem(key); } catch {} };

  // ── Moments: "12:31", "1:02:03", "751.5" and stretches, "751,778" or "12:31-12:58" ──
  const seconds = (text) => text.split(":").reduce((sum, part) => sum * 60 + parseFloat(part), 0);
  const moment = (text) => {
    const parts = /[#?&]t=(?:npt:)?([\d:.]+)s?(?:[,-]([\d:.]+))?/.exec(decodeURIComponent(text));
    return parts && { start: seconds(parts[1]), end: parts[2] ? seconds(parts[2]) : 0 };
  };
  const clock = (time) => {
    const parts = [time / 3600, (time / 60) % 60, time % 60].map(Math.floor);
    return parts.slice(parts[0] ? 0 : 1).map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
  };
  const page = document.querySelector("link[rel=canonical]").href;
  const here = location.href.split(/[?#]/)[0];
  const links = new Map();
  for (const link of find('a[href*="#t="]')) {
    const [to, hash] = link.href.split("#");
    if (to !== audio.src && to.split("?")[0] !== here) continue;
    link.href = `#${hash}`;
    links.set(link, moment(link.href));
  }
  const within = (what) => find(what).filter((link) => links.has(link));
  const chapters = within(".chapters a");
  const turns = within(".turn .time");

  // ── Playing ──
  let until = 0;
  let wanted = 0;
  let stopping;
  const seek = (start, play, end = 0) => {
    until = end;
    audio.currentTime = wanted = Math.max(0, start);
    if (play) audio.play().catch(() => {});
    show();
  };
  // Some browsers forget a time that was set before they knew the recording.
  audio.addEventListener("loadedmetadata", () => { if (wanted) audio.currentTime = wanted; });
  const skip = (by) => seek(audio.currentTime + by);
  const toggle = () => (audio.paused ? audio.play() : audio.pause());
  const chapter = () => chapters.findLast((link) => links.get(link).start <= audio.currentTime + 0.05);
  const step = (by) => {
    const next = chapters[chapters.indexOf(chapter()) + by];
    if (next) seek(links.get(next).start);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!links.has(link) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { start, end } = links.get(link);
    if (end && end === until && !audio.paused) return audio.pause();
    history.replaceState(null, "", link.href);
    seek(start, true, end);
  });

  // ── Controls ──
  const rates = [0.75, 1, 1.25, 1.5, 1.75, 2];
  const speed = make("select", { dir: "ltr" }, ...rates.map((rate) => new Option(`${rate} ×`, rate)));
  label(speed, strings.speed);
  speed.onchange = () => { audio.playbackRate = audio.defaultPlaybackRate = speed.value; keep("airdate:speed", speed.value); };
  speed.value = rates.includes(Number(kept("airdate:speed"))) ? kept("airdate:speed") : "1";
  audio.playbackRate = audio.defaultPlaybackRate = speed.value;
  const skips = () => [button("− 15 s", () => skip(-15), strings.back), button("+ 30 s", () => skip(30), strings.forward)];
  const copy = button(strings.copy_moment, async () => {
    const hash = `#t=${Math.floor(audio.currentTime)}`;
    try { await navigator.clipboard.writeText(page + hash); copy.textContent = strings.copied; }
    catch { history.replaceState(null, "", hash); copy.textContent = strings.in_address_bar; }
    setTimeout(() => { copy.textContent = strings.copy_moment; }, 2500);
  });
  const keys = make("input", { type: "checkbox", checked: kept("airdate:keys") !== "off" });
  keys.onchange = () => keep("airdate:keys", keys.checked ? "on" : "off");
  const wave = box.querySelector(".wave");
  (wave || audio).after(make("div", { className: "controls" }, ...skips(), speed, copy, make("label", { className: "keys" }, keys, strings.keys)));
  const slider = make("input", { type: "range", min: 0, max: Math.floor(data.seconds), step: 1, value: 0 });
  slider.oninput = () => seek(Number(slider.value));
  label(slider, strings.position);
  wave?.append(slider);

  // ── The small player, while reading ──
  const playing = button("", toggle);
  const title = make("a", { href: `#${box.id}` });
  const time = make("span", { className: "time" });
  const mini = make("aside", { className: "mini", hidden: true }, playing, ...skips(), title, time);
  label(mini, data.title);
  document.body.append(mini);
  let started = false;
  let seen = true;
  const stick = () => {
    mini.hidden = seen || !started;
    document.documentElement.classList.toggle("playing", !mini.hidden);
  };
  new IntersectionObserver(([entry]) => { seen = entry.isIntersecting; stick(); }).observe(box);

  // ── What is shown of where it is ──
  let told;
  function show() {
    const at = audio.currentTime;
    const on = started || at;
    slider.value = at;
    slider.setAttribute("aria-valuetext", clock(at));
    for (const each of [wave, mini]) each?.style.setProperty("--at", `${(100 * at) / data.seconds}%`);
    time.textContent = clock(at);
    label(playing, audio.paused ? strings.play : strings.pause);
    playing.className = audio.paused ? "play" : "pause";
    for (const [link, { start, end }] of links) if (end) current(link, !audio.paused && end === until && at >= start - 0.5);
    const now = on && chapter();
    title.textContent = now ? now.querySelector(".chapter-title").textContent : data.title;
    if (told !== title.textContent) tell((told = title.textContent));
    for (const each of chapters) current(each, each === now);
    follow(on && turns.findLast((link) => links.get(link).start <= at + 0.05)?.closest(".turn"));
  }

  // Who reads along is kept up with; who reads elsewhere is left in peace.
  let turn;
  const inView = (element) => {
    const { top, bottom, height } = element.getBoundingClientRect();
    return height && bottom > 0 && top < innerHeight;
  };
  function follow(next) {
    if (next === turn) return;
    const along = turn && !audio.paused && inView(turn);
    for (const each of [turn, next]) if (each) current(each, each === next);
    turn = next;
    if (along && next) next.scrollIntoView({ block: "nearest" });
  }

  // ── The system's own player: lock screens, headphones, media keys ──
  const session = navigator.mediaSession;
  function tell(words) {
    if (!session || !started) return;
    const artwork = [{ src: new URL(data.art, here).href, sizes: data.sizes, type: data.type }];
    session.metadata = new MediaMetadata({ title: words, artist: data.show, album: data.title, artwork });
  }
  const handle = (action, act) => { try { session?.setActionHandler(action, act); } catch {} };
  handle("play", () => audio.play());
  handle("pause", () => audio.pause());
  handle("seekbackward", () => skip(-15));
  handle("seekforward", () => skip(30));
  handle("seekto", (to) => seek(to.seekTime));
  if (chapters[0]) {
    handle("previoustrack", () => step(-1));
    handle("nexttrack", () => step(1));
  }

  // ── One at a time, also across tabs; where one stopped ──
  const tabs = window.BroadcastChannel && new BroadcastChannel("airdate");
  if (tabs) tabs.onmessage = () => audio.pause();
  const memory = `airdate:${data.id}`;
  audio.addEventListener("play", () => {
    tabs?.postMessage(0);
    started = true;
    tell(told);
    stick();
  });
  audio.addEventListener("timeupdate", () => {
    const left = until - audio.currentTime;
    clearTimeout(stopping);
    // Browsers tell the time four times a second: too seldom to stop at a word's end.
    if (until && left < 0.4 && !audio.paused) stopping = setTimeout(() => { until = 0; audio.pause(); }, (1000 * left) / audio.playbackRate);
    keep(memory, audio.ended ? 0 : audio.currentTime);
  });
  for (const what of ["play", "pause", "timeupdate", "seeked"]) audio.addEventListener(what, show);

  const jump = () => {
    const asked = moment(location.hash) || moment(location.search);
    if (!asked) return false;
    seek(asked.start, false, asked.end);
    box.scrollIntoView({ block: "nearest" });
    return true;
  };
  addEventListener("hashchange", jump);
  if (!jump() && kept(memory) > 5) seek(Number(kept(memory)));

  // ── Keys, outside of what has keys of its own ──
  document.addEventListener("keydown", (event) => {
    if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, audio")) return;
    const act = { k: toggle, j: () => skip(-15), l: () => skip(30), n: () => step(1), p: () => step(-1) }[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  // ── The transcript: found in it, and opened for links into it ──
  const words = document.getElementById("transcript");
  const texts = find(".turn .turn-text");
  if (texts[0]) {
    let hits = [];
    let at = 0;
    const field = make("input", { type: "search", placeholder: strings.search });
    const count = make("output");
    label(field, strings.search);
    const go = (by) => {
      at = (at + by + hits.length) % hits.length || 0;
      count.textContent = field.value && `${hits[at] ? at + 1 : 0} / ${hits.length}`;
      for (const hit of hits) current(hit, hit === hits[at]);
      hits[at]?.scrollIntoView({ block: "nearest" });
    };
    field.oninput = () => {
      const sought = field.value.trim().replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
      // What is found between what is not: split leaves both, in turn.
      const parts = new RegExp(`(${sought || "$^"})`, "iu");
      for (const text of texts) text.replaceChildren(...text.textContent.split(parts).map((part, odd) => (odd % 2 ? make("mark", {}, part) : part)));
      hits = find(".turn-text mark");
      at = 0;
      go(0);
    };
    field.onkeydown = (event) => { if (event.key === "Enter") go(event.shiftKey ? -1 : 1); };
    texts[0].closest(".turn").before(make("div", { className: "search" }, field, button("↑", () => go(-1), strings.previous), button("↓", () => go(1), strings.next), count));
    const open = () => {
      const to = document.getElementById(location.hash.slice(1));
      if (to && words.contains(to)) { words.open = true; to.scrollIntoView(); }
    };
    addEventListener("hashchange", open);
    open();
  }
  show();
}
