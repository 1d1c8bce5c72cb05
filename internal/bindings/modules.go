package bindings

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
	"github.com/exeunt/exeunt/navigation"
)

// ResolveModule implements "resolve a module specifier", without import maps: it is
// js.Options.ResolveModule.
// https://html.spec.whatwg.org/multipage/webappapis.html#resolve-a-module-specifier
func ResolveModule(r *js.Realm, base, specifier string) (string, error) {
	if u, err := weburl.Parse(specifier); err == nil {
		return u.Href(), nil
	}
	if !strings.HasPrefix(specifier, "/") && !strings.HasPrefix(specifier, "./") && !strings.HasPrefix(specifier, "../") {
		return "", webidl.TypeErrorf("Failed to resolve module specifier \"%s\". Relative references must start with either \"/\", \"./\", or \"../\".", specifier)
	}
	from, err := weburl.Parse(base)
	if err != nil {
		if w := globalIn(r); w != nil {
			from = w.BaseURL()
		} else {
			return "", webidl.TypeErrorf("Failed to resolve module specifier %q", specifier)
		}
	}
	u, err := weburl.ParseBase(specifier, from)
	if err != nil {
		return "", webidl.TypeErrorf("Failed to resolve module specifier %q", specifier)
	}
	return u.Href(), nil
}

// LoadModule gets the source of a module that another one imports: it is js.Options.LoadModule.
// The engine asks for it in the middle of script, so the loop stands still meanwhile.
func LoadModule(r *js.Realm, url string) (string, error) {
	w := globalIn(r)
	u, err := weburl.Parse(url)
	if err != nil || w == nil {
		return "", webidl.TypeErrorf("Failed to fetch dynamically imported module: %s", url)
	}
	request := fetch.NewRequest(u)
	request.Client = w.FetchClient()
	request.Mode, request.Destination, request.Credentials = "cors", "script", "same-origin"
	var body []byte
	var response *fetch.Response
	if scope, ok := w.(*navigation.WorkerGlobalScope); ok {
		var stopped bool
		if body, response, ok, stopped = scope.FetchPaused(w.Context(), request); stopped {
			return "", js.ErrStopped
		} else if !ok {
			err = webidl.TypeErrorf("Failed to fetch")
		} else {
			response = response.Unfiltered()
		}
	} else {
		body, response, err = fetch.Blocking(context.WithoutCancel(w.Context()), request)
	}
	if err != nil {
		return "", webidl.TypeErrorf("Failed to fetch dynamically imported module: %s", url)
	}
	m, ok := fetch.MIMETypeOf(response.Header)
	if !response.OK() || !ok || !m.IsJavaScript() {
		return "", webidl.TypeErrorf("Failed to fetch dynamically imported module: %s", url)
	}
	return strings.TrimPrefix(infra.UTF8Decode(body), "\uFEFF"), nil
}
