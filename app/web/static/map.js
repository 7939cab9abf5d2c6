// The map: land without borders, and a circle for each place and the doubt about it. The list beside it says the same.
"use strict";

function load(tag, attributes) {
  return new Promise((done, failed) => {
    const made = Object.assign(document.createElement(tag), attributes);
    made.addEventListener("load", done);
    made.addEventListener("error", failed);
    document.head.append(made);
  });
}

const FEW = 4;
// Hawaii and America lie east of Korea here, as ships and aircraft went.
const east = (lon) => (lon < -30 ? lon + 360 : lon);
const shifted = (rings) => rings.map((ring) => ring.map(([lon, lat]) => [lon + 360, lat]));

async function draw(box) {
  const { script, style, land, places } = box.dataset;
  if (!window.L) await Promise.all([load("link", { rel: "stylesheet", href: style }), load("script", { src: script })]);
  const shapes = await (await fetch(land)).json();
  const inner = document.createElement("div");
  box.replaceChildren(inner);
  const map = L.map(inner, { attributionControl: false, minZoom: 1, maxZoom: 9, zoomSnap: 0.5, scrollWheelZoom: false, zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches });
  const spots = JSON.parse(places).map((place) => ({ ...place, at: [place.lat, east(place.lon)] }));
  // The view is that of the place with most events and what lies near it; all others are a drag away.
  const around = (degrees) => spots.filter((place) => Math.max(...[0, 1].map((axis) => Math.abs(place.at[axis] - spots[0].at[axis]))) < degrees);
  const near = around(7).length > 1 ? around(7) : around(14);
  map.fitBounds(L.latLngBounds(near.map((place) => place.at)).pad(0.25), { maxZoom: 7, animate: false });
  L.control.scale({ updateWhenIdle: true }).addTo(map);
  const geometry = shapes.features[0].geometry;
  const both = [...geometry.coordinates, ...geometry.coordinates.map(shifted)];
  L.geoJSON({ type: "MultiPolygon", coordinates: both }, { interactive: false, style: { className: "land", stroke: false, fillOpacity: 1, smoothFactor: 0.5 } }).addTo(map);
  for (const place of spots) {
    const said = document.createElement("span");
    said.textContent = place.name + (place.events > 1 ? `, ${place.events} events` : "");
    const options = { className: "spot", weight: 1.5, fillOpacity: 0.25, opacity: 0.9 };
    L.circle(place.at, { ...options, radius: Math.max(place.km, 0.5) * 1000 }).bindTooltip(said).addTo(map);
    // A few names have room on the map; of many, each shows when it is pointed at.
    L.circleMarker(place.at, { ...options, radius: 3, fillOpacity: 1 }).bindTooltip(said, { permanent: spots.length <= FEW, className: "place" }).addTo(map);
  }
}

const watcher = new IntersectionObserver((seen) => {
  for (const entry of seen) {
    if (!entry.isIntersecting) continue;
    watcher.unobserve(entry.target);
    draw(entry.target);
  }
}, { rootMargin: "300px" });

function watch() {
  const box = document.getElementById("map");
  if (box && !box.dataset.drawn) {
    box.dataset.drawn = "yes";
    watcher.observe(box);
  }
}

document.addEventListener("homeward:shown", watch);
watch();
