// What the page's own <audio> can't do alone: chapters, speed, keys, resuming, links to a moment.
// Without this file the page is whole: the audio has its controls, the chapters are a list.
"use strict";
for (const box of document.querySelectorAll("[data-player]")) {
  const audio = box.querySelector("audio");
  const marks = [...document.querySelectorAll("[data-start]")];
  const chapters = [...box.querySelectorAll("[data-start]")];
  const memory = `airdate:${audio.getAttribute("src")}`;
  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window */ } };
  const kept = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const start = (mark) => Number(mark.dataset.start);

  // "12:31", "1:02:03" and "751.5" are all seconds.
  const seconds = (text) => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  const asked = () => /[#?&]t=([\d:.]+)/.exec(location.hash || location.search)?.[1];

  const seek = (time, play) => {
    const go = () => { audio.currentTime = time; if (play) audio.play().catch(() => {}); };
    if (audio.readyState) return go();
    audio.addEventListener("loadedmetadata", go, { once: true });
    if (!audio.paused) return; // it is loading already
    audio.preload = "metadata";
    audio.load();
  };
  const skip = (by) => seek(Math.max(0, audio.currentTime + by), !audio.paused);

  const button = (label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", () => act(made));
    return made;
  };
  const speed = document.createElement("select");
  speed.setAttribute("aria-label", "Speed");
  for (const rate of [0.75, 1, 1.25, 1.5, 1.75, 2]) speed.append(new Option(`${rate} ×`, rate));
  speed.addEventListener("change", () => { audio.playbackRate = speed.value; keep("airdate:speed", speed.value); });
  speed.value = kept("airdate:speed") || "1";
  if (!speed.value) speed.value = "1";
  audio.defaultPlaybackRate = audio.playbackRate = Number(speed.value);

  const copy = button("Copy link to this moment", async (self) => {
    const url = new URL(location.href);
    url.search = "";
    url.hash = `t=${Math.floor(audio.currentTime)}`;
    try { await navigator.clipboard.writeText(url.href); self.textContent = "Copied"; }
    catch { location.hash = url.hash; self.textContent = "It is in the address bar"; }
    setTimeout(() => { self.textContent = "Copy link to this moment"; }, 2500);
  });
  const controls = document.createElement("div");
  controls.className = "controls";
  controls.append(button("− 15 s", () => skip(-15)), button("+ 30 s", () => skip(30)), speed, copy);
  audio.after(controls);

  const clock = (time) => {
    const parts = [time / 3600, (time / 60) % 60, time % 60].map(Math.floor);
    return parts.slice(parts[0] ? 0 : 1).map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
  };
  const wave = box.querySelector(".wave");
  const slider = document.createElement("input");
  if (wave) {
    Object.assign(slider, { type: "range", min: 0, max: Math.floor(box.dataset.seconds), step: 1, value: 0 });
    slider.setAttribute("aria-label", "Position");
    slider.setAttribute("aria-valuetext", "0:00");
    slider.addEventListener("input", () => seek(Number(slider.value), !audio.paused));
    wave.append(slider);
  }

  for (const mark of marks) {
    mark.addEventListener("click", (event) => {
      event.preventDefault();
      history.replaceState(null, "", mark.getAttribute("href"));
      seek(start(mark), true);
    });
  }
  const follow = () => {
    for (const list of [chapters, marks.filter((mark) => !chapters.includes(mark))]) {
      const now = list.findLast((mark) => start(mark) <= audio.currentTime + 0.05);
      for (const mark of list) {
        const shown = mark.closest(".turn") || mark;
        if (mark === now) shown.setAttribute("aria-current", "true");
        else shown.removeAttribute("aria-current");
      }
    }
  };
  audio.addEventListener("timeupdate", () => {
    follow();
    slider.value = audio.currentTime;
    slider.setAttribute("aria-valuetext", clock(audio.currentTime));
    keep(memory, audio.ended ? 0 : audio.currentTime);
  });
  audio.addEventListener("play", () => {
    for (const other of document.querySelectorAll("audio")) if (other !== audio) other.pause();
    if (!("mediaSession" in navigator)) return;
    const { title, show, art } = box.dataset;
    navigator.mediaSession.metadata = new MediaMetadata({ title, artist: show, artwork: [{ src: art }] });
    navigator.mediaSession.setActionHandler("seekbackward", () => skip(-15));
    navigator.mediaSession.setActionHandler("seekforward", () => skip(30));
  });

  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea, button, a, audio, summary") || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = { k: () => (audio.paused ? audio.play() : audio.pause()), j: () => skip(-15), l: () => skip(30) }[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  const jump = () => { const time = asked(); if (time) seek(seconds(time), false); };
  addEventListener("hashchange", jump);
  if (asked()) jump();
  else if (Number(kept(memory)) > 5) audio.addEventListener("play", () => seek(Number(kept(memory)), true), { once: true });
}
