// What every page can do: light and dark, code folded or not, evidence opened by its address, a way back from the
// reading room. Every page reads well without it.
"use strict";

const root = document.documentElement;

function keep(name, value) {
  try { sessionStorage.setItem(name, value); } catch { /* private windows may refuse; nothing depends on it */ }
}

function darkSwitch(button) {
  const show = () => button.setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
  button.addEventListener("click", () => {
    const theme = root.dataset.theme === "dark" ? "light" : "dark";
    root.dataset.theme = root.dataset.mode = theme;
    try { localStorage.setItem("theme", theme); localStorage.setItem("mode", theme); } catch { /* as above */ }
    show();
  });
  show();
}

function allCode(button) {
  const cells = [...document.querySelectorAll("details.above-input")];
  const show = () => {
    button.textContent = cells.some((cell) => cell.open) ? button.dataset.hide : button.dataset.show;
  };
  button.addEventListener("click", () => {
    const open = !cells.some((cell) => cell.open);
    cells.forEach((cell) => { cell.open = open; });
    show();
  });
  cells.forEach((cell) => cell.addEventListener("toggle", show));
  show();
}

// The code of the story: one switch for the whole page, off by default, remembered.
function storyCode(button) {
  const show = () => {
    const shown = root.dataset.code === "shown";
    button.textContent = shown ? button.dataset.hide : button.dataset.show;
    button.setAttribute("aria-pressed", String(shown));
  };
  button.addEventListener("click", () => {
    root.dataset.code = root.dataset.code === "shown" ? "hidden" : "shown";
    try { localStorage.setItem("code", root.dataset.code); } catch { /* as above */ }
    show();
  });
  show();
}

// A link to something folded away unfolds it.
function unfold() {
  const key = decodeURIComponent(location.hash.slice(1));
  const target = key && document.getElementById(key);
  if (!target) return;
  for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  target.scrollIntoView();
}

// Leaving for the reading room or the page of a call, remember the place, so that the reader can come back to it; and
// of every page which lists stand open and how far it is scrolled, so that one comes back to it as one left it.
const STATE = `state:${location.pathname}`;
const folded = () => [...document.querySelectorAll("article details:not(.above-input)")];

function rememberPlace(event) {
  const link = event.target.closest("a[href*='reading/'], a[href*='calls/']");
  if (!link || link.closest(".way-back") || document.querySelector(".desk")) return;
  const near = link.closest("[id]");
  keep("from", `${location.pathname}${location.search}${near?.id && near.id !== "main-content" ? `#${near.id}` : ""}`);
  keep("from-title", document.querySelector("h1")?.firstChild?.textContent ?? document.title);
}

function leave() {
  const open = folded().flatMap((item, at) => (item.open ? [at] : []));
  keep(STATE, JSON.stringify({ open, top: scrollY }));
}

function comeBack() {
  let state = null, asked = null;
  try {
    state = JSON.parse(sessionStorage.getItem(STATE));
    asked = sessionStorage.getItem("back");
    sessionStorage.removeItem("back");
  } catch { return; }
  const again = performance.getEntriesByType("navigation")[0]?.type === "back_forward" || asked === location.pathname;
  if (!state || !again) return;
  const items = folded();
  for (const at of state.open) if (items[at]) items[at].open = true;
  if (!location.hash) requestAnimationFrame(() => scrollTo(0, state.top));
}

function wayBack() {
  let from = null, title = null;
  try { from = sessionStorage.getItem("from"); title = sessionStorage.getItem("from-title"); } catch { return; }
  const link = document.querySelector("a.way-back");
  if (!from || !from.startsWith("/") || from.startsWith("//") || !link || from.startsWith(location.pathname)) return;
  link.href = from;
  link.append(`: ${title ?? ""}`);
  link.hidden = false;
  link.addEventListener("click", () => keep("back", from.split(/[?#]/)[0]));
}

// The line that embeds a figure, with the whole address of this site in it.
function wholeAddress(code) {
  code.textContent = code.textContent.replace(/src="([^"]*)"/, (_, way) => `src="${new URL(way, location.href).href}"`);
}

document.querySelectorAll(".dark-switch").forEach(darkSwitch);
document.querySelectorAll(".all-code").forEach(allCode);
document.querySelectorAll(".story-code").forEach(storyCode);
document.querySelectorAll(".embed code").forEach(wholeAddress);
document.addEventListener("click", rememberPlace);
window.addEventListener("pagehide", leave);
window.addEventListener("hashchange", unfold);
wayBack();
comeBack();
unfold();
