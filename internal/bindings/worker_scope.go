package bindings

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
	"github.com/exeunt/exeunt/navigation"
)

var (
	// workerGlobalScopeClass is WorkerGlobalScope.
	// https://html.spec.whatwg.org/multipage/workers.html#the-workerglobalscope-common-interface
	workerGlobalScopeClass = &js.Class{Name: "WorkerGlobalScope", Parent: EventTargetClass, Exposed: workers}
	// dedicatedWorkerGlobalScopeClass is DedicatedWorkerGlobalScope.
	// https://html.spec.whatwg.org/multipage/workers.html#dedicated-workers-and-the-dedicatedworkerglobalscope-interface
	dedicatedWorkerGlobalScopeClass = &js.Class{Name: "DedicatedWorkerGlobalScope", Parent: workerGlobalScopeClass, Global: true, Exposed: []string{"DedicatedWorker"}}
	// workerLocationClass is WorkerLocation.
	// https://html.spec.whatwg.org/multipage/workers.html#worker-locations
	workerLocationClass = &js.Class{Name: "WorkerLocation", Exposed: workers}
	// workerNavigatorClass is WorkerNavigator.
	// https://html.spec.whatwg.org/multipage/workers.html#the-workernavigator-object
	workerNavigatorClass = &js.Class{Name: "WorkerNavigator", Exposed: workers}
)

// workerLocation is the Go value of a WorkerLocation object.
type workerLocation struct{ scope *navigation.WorkerGlobalScope }

// workerNavigator is the Go value of a WorkerNavigator object: a navigator of another interface.
type workerNavigator = navigator

// scopeMembers are what the scopes of dedicated and shared workers have alike.
func scopeMembers() idl.Mixin {
	return idl.Mixin{
		idl.Get("name", idl.DOMString, (*navigation.WorkerGlobalScope).Name).Replaceable(),
		idl.Op0("close", func(c idl.Call, w *navigation.WorkerGlobalScope) (js.Value, error) {
			w.Close(c.Context())
			return js.Undefined, nil
		}),
	}
}

func init() {
	idl.Define(workerGlobalScopeClass,
		idl.Get("self", idl.Any, func(w *navigation.WorkerGlobalScope) js.Value { return w.Realm().GlobalThis() }),
		idl.Get("location", platform[*workerLocation](workerLocationClass), func(w *navigation.WorkerGlobalScope) *workerLocation {
			return slot(w, "location", func() *workerLocation { return &workerLocation{w} })
		}),
		idl.Get("navigator", platform[*workerNavigator](workerNavigatorClass), func(w *navigation.WorkerGlobalScope) *workerNavigator {
			return slot(w, "navigator", func() *workerNavigator { return &workerNavigator{w} })
		}),
		idl.Op1("importScripts", idl.Rest(idl.USVString), importScripts),
		handlers("error", "languagechange", "offline", "online", "rejectionhandled", "unhandledrejection"),
		windowOrWorkerGlobalScope(),
	)
	idl.Define(dedicatedWorkerGlobalScopeClass,
		scopeMembers(),
		portPostMessage(func(w *navigation.WorkerGlobalScope) *messagePort {
			return slot(w, "port", func() *messagePort { return &messagePort{} })
		}),
		animationFrameProvider(),
		handlers("message", "messageerror"),
	)
	part := func(name string, get func(u *weburl.URL) string) idl.Member {
		return idl.Get(name, idl.USVString, func(l *workerLocation) string { return get(l.scope.URL()) })
	}
	idl.Define(workerLocationClass,
		part("href", (*weburl.URL).Href), part("origin", func(u *weburl.URL) string { return u.Origin().String() }),
		part("protocol", (*weburl.URL).Protocol), part("host", (*weburl.URL).Host), part("hostname", (*weburl.URL).Hostname),
		part("port", (*weburl.URL).Port), part("pathname", (*weburl.URL).Path), part("search", (*weburl.URL).Search), part("hash", (*weburl.URL).Hash),
		idl.Op0("toString", func(c idl.Call, l *workerLocation) (js.Value, error) {
			return c.Realm.String(l.scope.URL().Href()), nil
		}),
	)
	idl.Define(workerNavigatorClass, navigatorMembers())
}

// importScripts implements "import scripts into worker global scope".
// https://html.spec.whatwg.org/multipage/workers.html#import-scripts-into-worker-global-scope
func importScripts(c idl.Call, w *navigation.WorkerGlobalScope, addresses []string) (js.Value, error) {
	ctx, s := spec.Begin(c.Context(), spec.ImportScripts)
	defer s.End()
	s.Step("1")
	if w.Module() {
		return js.Undefined, webidl.TypeErrorf("Module scripts don't support importScripts().")
	}
	s.Step("2")
	s.Step("3")
	s.Step("4")
	var urls []*weburl.URL
	for _, text := range addresses {
		s.Step("5.1")
		u, err := weburl.ParseBase(text, w.BaseURL())
		if err != nil {
			s.Step("5.2")
			return js.Undefined, webidl.DOMExceptionf("SyntaxError", "The URL '%s' is invalid.", text)
		}
		w.UserAgent().Fetch.Blobs.Resolve(u) // an earlier script may revoke the entry
		s.Step("5.3")
		urls = append(urls, u)
	}
	for _, u := range urls {
		s.Step("6.1")
		script, err := fetchImportedScript(ctx, w, u)
		if err != nil {
			return js.Undefined, err
		}
		s.Step("6.2")
		if _, err := c.Realm.Eval(script.source, script.url, 1); err != nil {
			if x, thrown := js.AsException(err); thrown && !x.Uncatchable && script.muted {
				return js.Undefined, webidl.DOMExceptionf("NetworkError", "The script at '%s' threw an exception.", u.Href())
			}
			return js.Undefined, err
		}
	}
	return js.Undefined, nil
}

// importedScript is a classic script that importScripts() fetched.
type importedScript struct {
	source, url string
	muted       bool // webappapis.html#muted-errors
}

// fetchImportedScript implements "fetch a classic worker-imported script". The worker waits, alone.
// https://html.spec.whatwg.org/multipage/webappapis.html#fetch-a-classic-worker-imported-script
func fetchImportedScript(ctx context.Context, w *navigation.WorkerGlobalScope, u *weburl.URL) (*importedScript, error) {
	request := fetch.NewRequest(u)
	request.Client = w.FetchClient()
	request.Mode, request.Credentials = "no-cors", "include"
	request.Destination, request.InitiatorType = "script", "other"
	request.ParserMetadata = "not-parser-inserted"
	body, response, ok, stopped := w.FetchPaused(ctx, request)
	if stopped {
		return nil, js.ErrStopped
	}
	if ok {
		inner := response.Unfiltered()
		m, known := fetch.MIMETypeOf(inner.Header)
		if inner.OK() && known && m.IsJavaScript() {
			script := &importedScript{source: strings.TrimPrefix(infra.UTF8Decode(body), "\uFEFF"), url: u.Href(), muted: response.Type == "opaque"}
			if at := inner.URL(); at != nil {
				script.url = at.Href()
			}
			return script, nil
		}
	}
	return nil, webidl.DOMExceptionf("NetworkError", "The script at '%s' failed to load.", u.Href())
}
