package server

import (
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/wpt"
)

// A wrapper generates the page or worker script that runs a test script.
// https://web-platform-tests.org/writing-tests/testharness.html#tests-other-than-html
type wrapper struct {
	suffix string // of the generated file
	source string // of the script on disk
	loads  string // of the script that the generated file loads; "" is source
	global string // which an .any.js file must name in META: global; "" for the others
	kind   string // Content-Type
	build  func(w wrapped) string
}

// A wrapped script is what a wrapper needs to know.
type wrapped struct {
	metas wpt.Metas
	path  string // URL path of the script to load
	query string // of the generated file's URL, with "?"
}

// wrappers are tried in order; the first whose suffix fits is taken.
var wrappers = []wrapper{
	{suffix: ".any.worker.html", source: ".any.js", loads: ".any.worker.js", global: "dedicatedworker", build: worker("new Worker(%s)")},
	{suffix: ".any.worker-module.html", source: ".any.js", loads: ".any.worker-module.js", global: "dedicatedworker-module", build: worker(`new Worker(%s, {type: "module"})`)},
	{suffix: ".any.sharedworker.html", source: ".any.js", loads: ".any.worker.js", global: "sharedworker", build: worker("new SharedWorker(%s)")},
	{suffix: ".any.sharedworker-module.html", source: ".any.js", loads: ".any.worker-module.js", global: "sharedworker-module", build: worker(`new SharedWorker(%s, {type: "module"})`)},
	{suffix: ".any.serviceworker.html", source: ".any.js", loads: ".any.worker.js", global: "serviceworker", build: serviceWorker("")},
	{suffix: ".any.serviceworker-module.html", source: ".any.js", loads: ".any.worker-module.js", global: "serviceworker-module", build: serviceWorker(`, type: "module"`)},
	{suffix: ".any.window-module.html", source: ".any.js", global: "window-module", build: window(" type=module", "")},
	{suffix: ".any.html", source: ".any.js", global: "window", build: window("", "<script>\n"+globalObject(true)+"</script>\n")},
	{suffix: ".worker.html", source: ".worker.js", build: worker("new Worker(%s)")},
	{suffix: ".worker-module.html", source: ".worker-module.js", build: worker(`new Worker(%s, {type: "module"})`)},
	{suffix: ".window.html", source: ".window.js", build: window("", "")},
	{suffix: ".extension.html", source: ".extension.js", build: extension},
	{suffix: ".any.worker.js", source: ".any.js", kind: "text/javascript", build: workerScript("importScripts(%s);\n")},
	{suffix: ".any.worker-module.js", source: ".any.js", kind: "text/javascript", build: workerScript("import %s;\n")},
}

// wrapper answers with a generated file, if name is one; else false.
func (c *call) wrapper(name string) bool {
	if strings.Contains(name, ".any.") && strings.Contains(name, "shadowrealm") {
		c.handler = "wrapper"
		c.notProvided("ShadowRealm wrapper") // no browser here has ShadowRealm
		return true
	}
	at := slices.IndexFunc(wrappers, func(w wrapper) bool { return strings.HasSuffix(name, w.suffix) })
	if at < 0 {
		return false
	}
	w := wrappers[at]
	stem := strings.TrimSuffix(name, w.suffix)
	source, err := c.server.readFile(stem + w.source)
	if err != nil {
		// Some tests keep a page under a name like a generated one's.
		if _, err := c.server.readFile(name); err == nil {
			return false
		}
		c.handler = "wrapper"
		c.res.fail(http.StatusNotFound, "")
		return true
	}
	c.handler = strings.TrimPrefix(w.suffix, ".") + " wrapper"
	metas := wpt.ParseMeta(source)
	if w.global != "" && !slices.Contains(wpt.Globals(metas.First("global")), w.global) {
		c.res.fail(http.StatusNotFound, "this test does not run in "+w.global)
		return true
	}
	kind, loads := w.kind, w.loads
	if kind == "" {
		kind = "text/html"
	}
	if loads == "" {
		loads = w.source
	}
	query := ""
	if c.query != "" {
		query = "?" + c.query
	}
	c.res.header = append(headers{{"Content-Type", kind}}, nil...)
	for _, h := range c.fileHeaders(stem + w.source) {
		c.res.header.set(h.name, h.value)
	}
	script := strings.TrimSuffix(c.path, w.suffix) + loads
	c.res.body = []byte(w.build(wrapped{metas: metas, path: script, query: query}))
	c.pipe(stem + loads)
	return true
}

const harness = `<script src="/resources/testharness.js"></script>
<script src="/resources/testharnessreport.js"></script>
`

// top is what every generated page starts with, up to the harness.
func top(w wrapped) string {
	out := "<!doctype html>\n<meta charset=utf-8>\n"
	for _, meta := range w.metas {
		switch {
		case meta.Key == "timeout" && meta.Value == "long":
			out += "<meta name=\"timeout\" content=\"long\">\n"
		case meta.Key == "title":
			out += "<title>" + strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(meta.Value) + "</title>\n"
		}
	}
	return out
}

// scripts are the elements for META: script.
func scripts(w wrapped) string {
	out := ""
	for _, src := range w.metas.All("script") {
		out += "<script src=\"" + strings.NewReplacer("&", "&amp;", `"`, "&quot;").Replace(src) + "\"></script>\n"
	}
	return out
}

// window builds a page that runs the script itself.
func window(attributes, first string) func(wrapped) string {
	return func(w wrapped) string {
		return top(w) + first + harness + scripts(w) + "<div id=log></div>\n" +
			"<script" + attributes + " src=\"" + html.EscapeString(w.path) + "\"></script>\n"
	}
}

// extension builds a page for a test of web extensions.
func extension(w wrapped) string {
	return top(w) + harness +
		"<script src=\"/resources/testdriver.js?feature=extensions\"></script>\n" +
		"<script src=\"/resources/testdriver-vendor.js\"></script>\n" +
		"<script src=\"/resources/web-extensions-helper.js\"></script>\n" +
		scripts(w) + "<div id=log></div>\n<script src=\"" + html.EscapeString(w.path) + "\"></script>\n"
}

// worker builds a page that runs the script in a worker made by an expression.
func worker(make string) func(wrapped) string {
	return func(w wrapped) string {
		return top(w) + harness + "<div id=log></div>\n<script>\nfetch_tests_from_worker(" +
			fmt.Sprintf(make, inScript(w.path+w.query)) + ");\n</script>\n"
	}
}

// serviceWorker builds a page that runs the script in a service worker whose scope
// has no pages.
func serviceWorker(options string) func(wrapped) string {
	return func(w wrapped) string {
		return top(w) + harness + "<div id=log></div>\n<script>\n(async () => {\n" +
			"  const scope = \"does/not/exist\";\n" +
			"  const old = await navigator.serviceWorker.getRegistration(scope);\n" +
			"  await old?.unregister();\n" +
			"  const made = await navigator.serviceWorker.register(" + inScript(w.path+w.query) + ", {scope" + options + "});\n" +
			"  fetch_tests_from_worker(made.installing);\n})();\n</script>\n"
	}
}

// workerScript builds the script that a worker runs.
func workerScript(load string) func(wrapped) string {
	return func(w wrapped) string {
		out := ""
		for _, title := range w.metas.All("title") {
			out += "self.META_TITLE = " + scriptString(title) + ";\n"
		}
		out += globalObject(false) + fmt.Sprintf(load, `"/resources/testharness.js"`)
		for _, src := range w.metas.All("script") {
			out += fmt.Sprintf(load, scriptString(src))
		}
		return out + fmt.Sprintf(load, scriptString(w.path)) + "done();\n"
	}
}

// globalObject is the script by which a test that runs anywhere learns where it runs.
func globalObject(isWindow bool) string {
	return fmt.Sprintf("self.GLOBAL = {\n  isWindow: () => %t,\n  isWorker: () => %t,\n  isShadowRealm: () => false,\n};\n", isWindow, !isWindow)
}

// scriptString writes a JavaScript string literal.
func scriptString(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`).Replace(text) + `"`
}

// inScript writes a string literal that cannot end the script element it is in.
func inScript(text string) string { return strings.ReplaceAll(scriptString(text), "<", `\x3C`) }
