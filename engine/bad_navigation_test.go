package engine

import (
	"compress/gzip"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestBadNavigations has a frame go where things go wrong. The page around is told of a load, or of none, and goes on.
func TestBadNavigations(t *testing.T) {
	for _, c := range []struct {
		name, src string
		answer    http.HandlerFunc
		want      string
	}{
		{"redirect loop", "/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) }, "load null"},
		{"redirects that change every time", "/loop", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
		}, "load null"},
		{"redirect to nowhere", "/nowhere", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://")
			w.WriteHeader(http.StatusFound)
		}, "load null"},
		{"redirect to an unknown scheme", "/unknown", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "unknown:x")
			w.WriteHeader(http.StatusFound)
		}, "load null"},
		{"closes before the header", "/closes", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "load null"},
		{"a body that breaks off", "/cut", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = z.Write([]byte("<p>begun"))
			_ = z.Flush() // and nothing that ends it
		}, "load begun"},
		{"a URL of 2 MB", "/long?" + strings.Repeat("x", 2<<20), func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<p>long")) }, "load long"},
		{"a fragment of 2 MB", "/long#" + strings.Repeat("x", 2<<20), func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<p>long")) }, "load long"},
		{"a fragment of 2 MB by script", "/script", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`<p>0</p><script>onload = () => { location.hash = "x".repeat(2<<20); document.body.textContent = location.hash.length; }</script>`))
		}, "load 2097153"},
		{"shorter than it says", "/short", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte("<p>begun"))
		}, "load begun"},
		{"invalid UTF-8", "/bytes", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html;charset=utf-8")
			_, _ = w.Write([]byte("<p>a\xff\xc3\x28\xe2\x82"))
		}, "load a\ufffd\ufffd(\ufffd"},
		{"NUL bytes", "/bytes", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<p>a\x00b<\x00p>")) }, "load ab<p>"},
		{"broken Content-Type", "/type", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", ";;;=\"")
			_, _ = w.Write([]byte("<p>sniffed"))
		}, "load sniffed"},
		{"broken Content-Security-Policy", "/csp", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Security-Policy", "\x01;;; frame-ancestors; default-src 'nonce-")
			_, _ = w.Write([]byte("<p>blocked"))
		}, "load null"},
		{"header of a megabyte", "/header", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X", strings.Repeat("x", 1<<20))
			_, _ = w.Write([]byte("<p>not shown"))
		}, "load not shown"},
		{"frames in frames in frames", "/nested", func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte(`<iframe src="/nested?` + r.URL.RawQuery + `x"></iframe><p>nested`))
		}, "load nested"},
		{"a frame of its own URL", "/self", func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte(`<iframe src="/self"></iframe><p>self`))
		}, "load self"},
		{"navigates in every handler", "/restless", func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte(`<p>restless<script>for (const type of ["load", "pageshow", "pagehide", "beforeunload", "unload", "visibilitychange", "popstate", "hashchange"])
				addEventListener(type, () => { if (location.search.length < 20) location.href = location.href + (location.search ? "x" : "?"); });</script>`))
		}, "load restless"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &site{pages: map[string]string{"a.test/": `<body><script>
				const f = document.createElement("iframe");
				f.onload = () => { if (f.contentDocument?.URL !== "about:blank") said = "load " + text(); };
				const text = () => f.contentDocument && f.contentDocument.body.textContent.trim().split("for (")[0];
				let said = "nothing";
				f.src = ` + "`" + c.src + "`" + `;
				document.body.append(f);
				setTimeout(() => { say(said); say("done"); }, 5000);</script>`},
				answer: func(w http.ResponseWriter, r *http.Request) bool {
					w.Header().Set("Content-Type", "text/html")
					c.answer(w, r)
					return true
				}}
			got := s.visit(t, Options{}, nil)
			assert.Equal(t, []string{c.want}, got)
		})
	}
}
