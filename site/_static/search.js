// Search over the whole site: Arabic questions go to the index with Arabic stems, all others to the English one.
const form = document.querySelector("form.seek-page");
const status = document.querySelector("#seek-count");
const list = document.querySelector("#seek-results");
const site = new URL(list.dataset.site, location.href);
const indexes = {};
let latest = 0;

async function index(language) {
  const edition = document.documentElement.lang === "ar" ? "ar" : "en";
  indexes[language] ??= import(new URL(`pagefind/${edition}/${language}/pagefind.js`, site).href);
  return indexes[language];
}

// The same spelling rules as in the finder, for what the Arabic stemmer leaves: vowel marks, tatweel, hamza on alef, and
// the letters of Persian keyboards, which the index holds as Arabic ones.
function folded(query) {
  return query.normalize("NFKC").replace(/[\u0610-\u061a\u064b-\u065f\u0670\u0640\u200b-\u200f]/g, "")
    .replace(/[أإآٱ]/g, "ا").replace(/[یې]/g, "ي").replace(/[کڪ]/g, "ك").replace(/[ہھە]/g, "ه");
}

// The sentences of a report in which the words stand: its last anchor before each place.
function sentences(data) {
  const anchors = data.anchors.filter((anchor) => /^s\d+$/.test(anchor.id)).sort((a, b) => a.location - b.location);
  const found = data.locations.map((place) => anchors.filter((anchor) => anchor.location <= place).at(-1)?.id);
  return [...new Set(found.filter(Boolean))].slice(0, 8);
}

function link(url, text) {
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.textContent = text;
  return anchor;
}

function excerpt(markup) {
  const paragraph = document.createElement("p");
  paragraph.dir = "auto";
  paragraph.lang = /[\u0600-\u06ff]/.test(markup) ? "ar" : "en";
  paragraph.innerHTML = markup; // escaped by Pagefind, with <mark> around what was found
  return paragraph;
}

function entry(data) {
  const item = document.createElement("li");
  const url = new URL(data.raw_url.replace(/^\//, ""), site).href;
  const part = data.sub_results.length && !sentences(data).length ? data.sub_results[0].url.split("#")[1] : "";
  const head = document.createElement("h2");
  head.append(link(part ? `${url}#${part}` : url, data.meta.title ?? data.raw_url));
  item.append(head, excerpt(data.excerpt));
  const places = sentences(data);
  if (places.length) {
    const line = document.createElement("p");
    line.className = "places";
    places.forEach((id) => line.append(link(`${url}#${id}`, id.slice(1)), " "));
    line.prepend(`${list.dataset.sentences}: `);
    item.append(line);
  }
  return item;
}

async function seek() {
  const query = form.elements.q.value.trim();
  const mine = ++latest;
  history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
  list.replaceChildren();
  list.ariaBusy = String(query !== "");
  status.textContent = query ? status.dataset.searching : "";
  if (!query) return;
  const arabic = /[\u0600-\u06ff]/.test(query);
  const pagefind = await index(arabic ? "ar" : "en");
  const found = await pagefind.search(arabic ? folded(query) : query);
  const data = await Promise.all(found.results.slice(0, 30).map((result) => result.data()));
  if (mine !== latest) return;
  list.replaceChildren(...data.map(entry));
  list.ariaBusy = "false";
  status.textContent = data.length ? status.dataset.found.replace("{count}", found.results.length) : status.dataset.nothing;
}

form.addEventListener("submit", (event) => { event.preventDefault(); seek(); });
form.addEventListener("input", () => { clearTimeout(form.wait); form.wait = setTimeout(seek, 250); });
form.elements.q.value = new URLSearchParams(location.search).get("q") ?? "";
form.elements.q.focus();
seek();
