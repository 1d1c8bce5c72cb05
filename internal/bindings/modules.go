package bindings

import (
	"strings"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
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
	if g := globalIn(r); g != nil {
		if _, url, ok := g.FetchedModule(base); ok {
			base = url // the engine knows modules by what was asked for
		}
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

// ImportModule has what a dynamic import needs fetched: it is js.Options.ImportModule.
func ImportModule(r *js.Realm, base, specifier string, ready func()) (wait bool) {
	g := globalIn(r)
	if g == nil {
		return false
	}
	address, err := ResolveModule(r, base, specifier)
	if err != nil {
		return false // the import itself throws it
	}
	u, err := weburl.Parse(address)
	return err == nil && g.ImportModule(contextOf(r), base, u, ready)
}

// LoadModule hands out what the module map has: it is js.Options.LoadModule.
func LoadModule(r *js.Realm, name string) (source, url string, err error) {
	if g := globalIn(r); g != nil {
		if source, url, ok := g.FetchedModule(name); ok {
			return source, url, nil
		}
	}
	return "", "", webidl.TypeErrorf("Failed to fetch dynamically imported module: %s", name)
}

// CompileString asks the global object's policies before script makes code of a string: it is js.Options.CompileString.
func CompileString(r *js.Realm, source string) error {
	if g := globalIn(r); g != nil {
		return g.CompileString(contextOf(r), source)
	}
	return nil
}
