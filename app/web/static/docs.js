// The examples with this server's own address, and Swagger UI once the reader comes near it.
"use strict";

for (const base of document.querySelectorAll(".base")) {
  if (base.textContent.startsWith("http://127.0.0.1")) base.textContent = location.origin;
}

function load(tag, attributes) {
  return new Promise((done, failed) => {
    const made = Object.assign(document.createElement(tag), attributes);
    made.addEventListener("load", done);
    made.addEventListener("error", failed);
    document.head.append(made);
  });
}

// "Try it out" sends every example that a parameter has, all at once, which finds nothing: those of optional
// parameters become words, and what a path needs is filled in.
function tamed(spec) {
  const operations = Object.values(spec.paths).flatMap((path) => Object.values(path));
  for (const parameter of operations.flatMap((operation) => operation.parameters ?? [])) {
    const example = parameter.example ?? parameter.schema?.examples?.[0];
    if (example === undefined) continue;
    if (parameter.required) parameter.example = example;
    else {
      delete parameter.example;
      parameter.description = `${parameter.description ?? ""} For example \`${example}\`.`;
    }
  }
  return spec;
}

// Swagger UI leaves some controls without a name, and some boxes that scroll out of reach of the keyboard.
function name(box) {
  for (const control of box.querySelectorAll("select:not([aria-label]), input:not([aria-label]), textarea:not([aria-label])")) {
    const row = control.closest("[data-param-name]");
    control.setAttribute("aria-label", row ? row.dataset.paramName : control.title || "Media type of the answer");
  }
  for (const button of box.querySelectorAll(".copy-to-clipboard > button:not([aria-label])")) button.setAttribute("aria-label", "Copy");
  for (const scrolling of box.querySelectorAll(".microlight:not([tabindex]), .highlight-code > *:not([tabindex])")) scrolling.tabIndex = 0;
}

async function show(box) {
  new MutationObserver(() => name(box)).observe(box, { childList: true, subtree: true });
  const { script, style, openapi } = box.dataset;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const dress = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", dress);
  dress();
  const spec = fetch(openapi).then((answer) => answer.json());
  await Promise.all([load("link", { rel: "stylesheet", href: style }), load("script", { src: script })]);
  SwaggerUIBundle({
    spec: tamed(await spec),
    domNode: box,
    defaultModelsExpandDepth: 0,
    docExpansion: "list",
    layout: "BaseLayout",
    presets: [SwaggerUIBundle.presets.apis],
    supportedSubmitMethods: ["get"],
    validatorUrl: null,
  });
}

const box = document.getElementById("swagger");
const watcher = new IntersectionObserver((seen) => {
  if (!seen.some((entry) => entry.isIntersecting)) return;
  watcher.disconnect();
  show(box);
}, { rootMargin: "600px" });
watcher.observe(box);
