// The quotation finder: hides the rows that do not fit the filters, keeps the filters in the address, exports what is shown.
"use strict";

const form = document.querySelector("form.filters");
const rows = [...document.querySelectorAll("table.finder tbody tr")];
const count = document.querySelector(".count");
const empty = document.querySelector(".empty");
const COLUMNS = ["report", "call", "quote", "sentence", "speaker", "mode", "stance", "cue", "lemma", "via", "frames"];

// One spelling for what readers type in several and content systems leave: vowel marks, tatweel, entities and tags gone;
// alef, hamza, teh marbuta, alef maksura one; the letters of Persian keyboards as Arabic ones.
function fold(text) {
  return text.replace(/<\/?[a-z][^<>]*>|&(?:nbsp|#160|#xa0);/gi, " ").normalize("NFKC").toLowerCase()
    .replace(/[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f]/g, "")
    .replace(/[أإآٱ]/g, "ا").replace(/[ؤ]/g, "و").replace(/[ئىیې]/g, "ي").replace(/ة/g, "ه").replace(/ء/g, "")
    .replace(/[کڪ]/g, "ك").replace(/[ہھە]/g, "ه")
    .replace(/[٠-٩]/g, (digit) => String("٠١٢٣٤٥٦٧٨٩".indexOf(digit)));
}

// The words asked for, without the article, so that «الاستقرار» finds «للاستقرار» and «استقرار» too.
function asked() {
  return fold(form.elements.words.value).split(/\s+/).filter(Boolean)
    .map((word) => word.replace(/^(?:ال|لل)(?=.{3})/, ""));
}

const texts = new Map(rows.map((row) => [row, fold(row.querySelector(".words").textContent)]));

function fits(row, chosen, words) {
  const values = ([name]) => row.dataset[name].split({ frames: " ", speaker: " | " }[name] ?? "\n");
  return chosen.every((choice) => values(choice).includes(choice[1]))
    && words.every((word) => texts.get(row).includes(word));
}

function filter() {
  const chosen = [...form.querySelectorAll("select")].filter((box) => box.value).map((box) => [box.name, box.value]);
  const words = asked();
  let shown = 0;
  for (const row of rows) {
    row.hidden = !fits(row, chosen, words);
    if (!row.hidden) shown += 1;
  }
  count.textContent = count.dataset.text.replace("{shown}", shown).replace("{all}", rows.length);
  empty.hidden = shown > 0;
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
}

// A cell that a spreadsheet would take for a formula gets an apostrophe in front.
function cell(value) {
  const safe = /^[\s\u200b-\u200f\u2066-\u2069]*[=+\-@＝＋－＠\t\r]/.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}

function csv() {
  const lines = rows.filter((row) => !row.hidden).map((row) =>
    [...COLUMNS.map((name) => row.dataset[name]), row.querySelector(".words").textContent].map(cell).join(","));
  return `\ufeff${[[...COLUMNS, "text"].join(","), ...lines].join("\r\n")}\r\n`;
}

function exportShown() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv;charset=utf-8" }));
  link.download = "quotations.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

for (const [name, value] of new URLSearchParams(location.search)) {
  if (form.elements[name]) form.elements[name].value = value;
}
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(filter));
form.querySelector(".export").addEventListener("click", exportShown);
filter();
