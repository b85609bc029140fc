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

// A link to something folded away unfolds it.
function unfold() {
  const key = decodeURIComponent(location.hash.slice(1));
  const target = key && document.getElementById(key);
  if (!target) return;
  for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  target.scrollIntoView();
}

// Leaving for the reading room, remember the place, so that the reader can come back to it.
function rememberPlace(event) {
  const link = event.target.closest("a[href*='reading/']");
  if (!link || document.querySelector(".desk")) return;
  const near = link.closest("[id]");
  keep("from", `${location.pathname}${location.search}${near ? `#${near.id}` : ""}`);
  keep("from-title", document.querySelector("h1")?.firstChild?.textContent ?? document.title);
}

document.querySelectorAll(".dark-switch").forEach(darkSwitch);
document.querySelectorAll(".all-code").forEach(allCode);
document.addEventListener("click", rememberPlace);
window.addEventListener("hashchange", unfold);
unfold();
