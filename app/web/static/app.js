// The day of knowledge as a slider. Without this script the form and the links beside it do the same.
"use strict";

// What depends on the day, by id; the slider itself stays, and with it the reader's focus.
const LIVE = ["steps", "known-says", "drawn", "filters", "list", "extent", "charts", "cards", "read-on", "head", "body", "aside", "places-here", "downloads", "first", "crumbs"];
const rail = document.querySelector(".rail");
let latest = 0;

function words(day) {
  return new Date(`${day}T12:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

// The address of the page on another day, on the host that the reader sees.
function address(day) {
  const url = new URL(location.href);
  url.searchParams.delete("cursor");
  if (day === rail.dataset.today) url.searchParams.delete("known_on");
  else url.searchParams.set("known_on", day);
  return url;
}

async function show(day, remember) {
  const mine = ++latest;
  const url = address(day);
  const answer = await fetch(url, { headers: { Accept: "text/html" } });
  if (mine !== latest) return;
  if (!answer.ok) { location.assign(url); return; }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of LIVE) {
    const [old, next] = [document.getElementById(id), fresh.getElementById(id)];
    if (old && next) old.replaceWith(next);
  }
  document.title = fresh.title;
  document.getElementById("known_on").value = day;
  for (const link of ["canonical", "alternate"]) {
    const [old, next] = [document, fresh].map((page) => page.head.querySelector(`link[rel=${link}]`));
    if (old && next) old.replaceWith(next);
  }
  // However far the slider is moved, one step back leads to where the reader was before.
  if (remember) history[history.state?.slid ? "replaceState" : "pushState"]({ slid: true }, "", url);
  document.dispatchEvent(new Event("homeward:shown"));
}

function build() {
  const days = rail.dataset.days.split(" ").filter(Boolean);
  if (!days.includes(rail.dataset.today)) days.push(rail.dataset.today);
  if (days.length < 2) { rail.hidden = true; return; }
  const slider = document.createElement("input");
  const place = (day) => { slider.value = String(days.filter((one) => one <= day).length - 1); tell(); };
  const tell = () => slider.setAttribute("aria-valuetext", words(days[slider.value]));
  Object.assign(slider, { type: "range", min: "0", max: String(days.length - 1), step: "1" });
  slider.setAttribute("aria-label", "Move through the days on which something became known");
  place(rail.dataset.day);
  rail.append(slider);
  let timer = 0;
  slider.addEventListener("input", () => {
    const day = days[slider.value];
    tell();
    document.getElementById("known_on").value = day;
    clearTimeout(timer);
    timer = setTimeout(() => show(day, true), 120);
  });
  addEventListener("popstate", () => {
    const day = new URL(location.href).searchParams.get("known_on") || rail.dataset.today;
    place(day);
    show(day, false);
  });
}

if (rail) build();
