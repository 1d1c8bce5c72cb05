package navigation

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// A declarativeRefresh is what a document will declaratively do, from a Refresh header or a meta element.
// https://html.spec.whatwg.org/multipage/semantics.html#will-declaratively-refresh
type declarativeRefresh struct {
	url      *weburl.URL
	fromMeta bool
	after    time.Duration // of completely loading, and of the meta element's insertion
	inserted time.Duration // when that was, on the loop's clock
}

// maxRefreshDelay is the longest time that a refresh waits for.
const maxRefreshDelay = 1 << 31 * time.Second

// declarativeRefresh implements the "shared declarative refresh steps".
// https://html.spec.whatwg.org/multipage/semantics.html#shared-declarative-refresh-steps
func (d *Document) declarativeRefresh(ctx context.Context, input string, meta *dom.Node) {
	ctx, s := spec.Begin(ctx, spec.SharedDeclarativeRefreshSteps, d, input)
	defer s.End()
	s.Step("1")
	if d.refresh != nil {
		return
	}
	s.Step("4")
	after, target, ok := parseRefresh(input)
	if !ok {
		return
	}
	s.Step("9")
	u := d.URL()
	if target != "" {
		s.Step("11.11")
		parsed, err := weburl.ParseBase(target, d.BaseURL())
		if err != nil {
			s.Step("11.12")
			return
		}
		u = parsed
	}
	s.Step("12")
	if u.Scheme() == "javascript" {
		return
	}
	s.Step("13")
	d.refresh = &declarativeRefresh{url: u, fromMeta: meta != nil, after: after, inserted: d.ua.Loop.Elapsed()}
	if d.completelyLoaded {
		d.startRefresh(ctx)
	}
}

// startRefresh lets the refresh come due, now that the document is completely loaded.
func (d *Document) startRefresh(ctx context.Context) {
	_, s := spec.Begin(ctx, spec.SharedDeclarativeRefreshSteps, d)
	defer s.End()
	s.Step("14")
	r := d.refresh
	if r == nil || r.fromMeta && d.sandboxing.Has(policy.SandboxedAutomaticFeatures) {
		return
	}
	d.ua.Loop.After(ctx, r.after, func(ctx context.Context) {
		n := d.NodeNavigable()
		if n == nil || !d.FullyActive() || d.unloadCounter > 0 {
			return
		}
		if r.url.Equal(d.URL(), false) && n.Active.DocumentState.Resource == nil {
			s.AdHoc("14", "a page that refreshes itself is reloaded; see docs/decisions/0092")
			n.reload(ctx, involvementNone, nil, nil)
			return
		}
		_ = n.Navigate(ctx, NavigateOptions{URL: r.url, SourceDocument: d, HistoryHandling: "replace"})
	})
}

// parseRefresh reads the time and the address of a refresh.
func parseRefresh(input string) (after time.Duration, target string, ok bool) {
	space := func(s string) string { return strings.TrimLeft(s, "\t\n\f\r ") }
	input = space(input)
	digits := len(input) - len(strings.TrimLeft(input, "0123456789"))
	if digits == 0 {
		if !strings.HasPrefix(input, ".") {
			return 0, "", false
		}
	} else {
		seconds, err := strconv.ParseInt(input[:digits], 10, 64)
		after = maxRefreshDelay
		if err == nil && seconds < int64(maxRefreshDelay/time.Second) {
			after = time.Duration(seconds) * time.Second
		}
	}
	rest := strings.TrimLeft(input[digits:], "0123456789.")
	if rest == "" {
		return after, "", true
	}
	if !strings.ContainsRune(";,\t\n\f\r ", rune(rest[0])) {
		return 0, "", false
	}
	rest = space(rest)
	if rest != "" && (rest[0] == ';' || rest[0] == ',') {
		rest = rest[1:]
	}
	rest = space(rest)
	if rest == "" {
		return after, "", true
	}
	whole := rest
	if rest[0] == 'u' || rest[0] == 'U' {
		if len(rest) < 3 || !strings.EqualFold(rest[:3], "url") {
			return after, whole, true
		}
		if rest = space(rest[3:]); rest == "" || rest[0] != '=' {
			return after, whole, true
		}
		rest = space(rest[1:])
	}
	if rest != "" && (rest[0] == '\'' || rest[0] == '"') {
		rest, _, _ = strings.Cut(rest[1:], rest[:1])
	}
	return after, rest, true
}

// refreshFromHeader reads the Refresh header that came with the document.
// https://html.spec.whatwg.org/multipage/document-lifecycle.html#initialise-the-document-object
func (d *Document) refreshFromHeader(ctx context.Context, value string) {
	d.declarativeRefresh(ctx, infra.IsomorphicDecode(value), nil)
}
