package engine

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestEndlessAnswers has a page and its frame wait for answers that never end. The page stays loading and can be left, and nothing waits
// for them when it is closed. What a document shows of a body that does not end is tested in pages, where the server tells of its waits.
func TestEndlessAnswers(t *testing.T) {
	const frame = `<iframe src="/endless"></iframe><script>`
	const fine = `<p>fine<script>onload = () => { say("fine"); say("done"); };</script>`
	for _, c := range []struct {
		name, page string
		begins     string // what is sent before nothing more is; not the header either if it is empty
		want       []string
	}{
		{"of a frame", frame + `onload = () => say("load");
			setTimeout(() => { say(document.readyState + " " + frames[0].location.href); location.href = "/fine"; }, 5000);</script>`,
			"", []string{"interactive about:blank", "fine"}},
		{"of a frame, begun", frame + `onload = () => say("load");
			setTimeout(() => { say(document.readyState); location.href = "/fine"; }, 5000);</script>`,
			"<p>begun", []string{"interactive", "fine"}},
		{"of a frame that goes elsewhere", frame + `onload = () => { say("load " + frames[0].location.pathname); say("done"); };
			setTimeout(() => { frames[0].location.href = "/frame"; }, 5000);</script>`,
			"<p>begun", []string{"load /frame"}},
		{"of a frame that is removed", frame + `onload = () => { say("load " + frames.length); say("done"); };
			setTimeout(() => document.querySelector("iframe").remove(), 5000);</script>`,
			"", []string{"load 0"}},
		{"of a frame that is stopped", frame + `onload = () => { say("load"); say("done"); };
			setTimeout(() => { frames[0].stop(); say("stopped"); }, 5000);</script>`,
			"", []string{"stopped", "load"}},
		{"of the page", `<script>
			onload = () => setTimeout(() => {
				location.href = "/endless";
				setTimeout(() => { say("still here"); location.href = "/fine"; }, 5000);
			});</script>`,
			"", []string{"still here", "fine"}},
		{"of a script", `<script>setTimeout(() => { say(document.readyState); location.href = "/fine"; }, 5000)</script><script src="/endless"></script>`,
			"var x;", []string{"loading", "fine"}},
		{"of a frame whose page is closed", frame + `onload = () => say("load"); setTimeout(() => say("done"), 5000);</script>`,
			"<p>begun", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel() // each waits three seconds of real time until the browser gives its server up
			ended := make(chan struct{})
			defer close(ended)
			s := &site{pages: map[string]string{"a.test/": c.page, "a.test/fine": fine, "a.test/frame": "<p>"},
				answer: func(w http.ResponseWriter, r *http.Request) bool {
					if c.begins != "" {
						w.Header().Set("Content-Type", "text/html")
						_, _ = w.Write([]byte(c.begins))
						w.(http.Flusher).Flush()
					}
					select {
					case <-r.Context().Done():
					case <-ended:
					}
					return true
				}}
			assert.Equal(t, c.want, s.visit(t, Options{}, nil))
		})
	}
}
