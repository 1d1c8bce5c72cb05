package bindings

import (
	"context"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/infra"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
	"github.com/exeunt/exeunt/navigation"
)

// workerInterfaces lists what a worker exposes whose global object is of the given class.
func workerInterfaces(global *js.Class) []*js.Class {
	return append(exposedInWorkers[:len(exposedInWorkers):len(exposedInWorkers)], global)
}

// exposedInWorkers is what all workers expose.
var exposedInWorkers []*js.Class

var (
	// workerGlobalScopeClass is WorkerGlobalScope.
	// https://html.spec.whatwg.org/multipage/workers.html#the-workerglobalscope-common-interface
	workerGlobalScopeClass = new(js.Class)
	// dedicatedWorkerGlobalScopeClass is DedicatedWorkerGlobalScope.
	// https://html.spec.whatwg.org/multipage/workers.html#dedicated-workers-and-the-dedicatedworkerglobalscope-interface
	dedicatedWorkerGlobalScopeClass = new(js.Class)
	// workerLocationClass is WorkerLocation.
	// https://html.spec.whatwg.org/multipage/workers.html#worker-locations
	workerLocationClass = new(js.Class)
	// workerNavigatorClass is WorkerNavigator.
	// https://html.spec.whatwg.org/multipage/workers.html#the-workernavigator-object
	workerNavigatorClass = new(js.Class)
)

// workerLocation is the Go value of a WorkerLocation object.
type workerLocation struct{ scope *navigation.WorkerGlobalScope }

// workerNavigator is the Go value of a WorkerNavigator object: a navigator of another interface.
type workerNavigator = navigator

func init() {
	*workerGlobalScopeClass = js.Class{
		Name: "WorkerGlobalScope", Parent: EventTargetClass,
		Attrs: slices.Concat([]js.Member{
			{Name: "self", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return scopeOf(r, this).Realm().GlobalThis(), nil
			}},
			{Name: "location", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				w := scopeOf(r, this)
				return r.Wrap(workerLocationClass, w.Slot("location", func() any { return &workerLocation{w} })), nil
			}},
			{Name: "navigator", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				w := scopeOf(r, this)
				return r.Wrap(workerNavigatorClass, w.Slot("navigator", func() any { return &workerNavigator{w} })), nil
			}},
		}, handlerMembers("error", "languagechange", "offline", "online", "rejectionhandled", "unhandledrejection"), globalAttributes()),
		Methods: append([]js.Member{{Name: "importScripts", Call: importScripts}}, globalOperations()...),
	}
	*dedicatedWorkerGlobalScopeClass = js.Class{
		Name: "DedicatedWorkerGlobalScope", Parent: workerGlobalScopeClass, Global: true,
		Attrs: append([]js.Member{{Name: "name", Replaceable: true, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return r.String(scopeOf(r, this).Name()), nil
		}}}, handlerMembers("message", "messageerror")...),
		Methods: []js.Member{
			{Name: "postMessage", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				port := scopeOf(r, this).Slot("port", func() any { return &messagePort{} }).(*messagePort)
				return js.Undefined, port.post(r, args)
			}},
			{Name: "requestAnimationFrame", Length: 1, Call: requestAnimationFrame},
			{Name: "cancelAnimationFrame", Length: 1, Call: cancelAnimationFrame},
			{Name: "close", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				scopeOf(r, this).Close(contextOf(r))
				return js.Undefined, nil
			}},
		},
	}
	*workerLocationClass = js.Class{
		Name: "WorkerLocation",
		Attrs: []js.Member{
			workerLocationGet("href", func(u *weburl.URL) string { return u.Href() }),
			workerLocationGet("origin", func(u *weburl.URL) string { return u.Origin().String() }),
			workerLocationGet("protocol", (*weburl.URL).Protocol), workerLocationGet("host", (*weburl.URL).Host),
			workerLocationGet("hostname", (*weburl.URL).Hostname), workerLocationGet("port", (*weburl.URL).Port),
			workerLocationGet("pathname", (*weburl.URL).Path), workerLocationGet("search", (*weburl.URL).Search),
			workerLocationGet("hash", (*weburl.URL).Hash),
		},
		Methods: []js.Member{{Name: "toString", Call: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
			return r.String(r.Agent.Unwrap(this).(*workerLocation).scope.URL().Href()), nil
		}}},
	}
	*workerNavigatorClass = js.Class{Name: "WorkerNavigator", Attrs: navigatorAttributes()}
	exposedInWorkers = slices.Concat(exposedEverywhere(), []*js.Class{
		EventTargetClass, EventClass, CustomEventClass, MessageEventClass, ErrorEventClass, PromiseRejectionEventClass,
		SecurityPolicyViolationEventClass, ProgressEventClass,
		AbortControllerClass, AbortSignalClass, DOMExceptionClass, QuotaExceededErrorClass,
		workerGlobalScopeClass, workerLocationClass, workerNavigatorClass, workerClass,
		performanceClass, messagePortClass, messageChannelClass,
		HeadersClass, RequestClass, ResponseClass, FormDataClass, ReadableStreamClass,
		URLClass, URLSearchParamsClass, BlobClass, FileClass, TextEncoderClass, TextDecoderClass, CryptoClass,
	})
}

func scopeOf(r *js.Realm, this js.Value) *navigation.WorkerGlobalScope {
	w, _ := globalOf(r, this).(*navigation.WorkerGlobalScope)
	return w
}

func workerLocationGet(name string, part func(u *weburl.URL) string) js.Member {
	return js.Member{Name: name, Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		return r.String(part(r.Agent.Unwrap(this).(*workerLocation).scope.URL())), nil
	}}
}

// importScripts implements "import scripts into worker global scope".
// https://html.spec.whatwg.org/multipage/workers.html#import-scripts-into-worker-global-scope
func importScripts(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
	w := scopeOf(r, this)
	var addresses []string
	for _, v := range args {
		text, err := r.ToUSVString(v)
		if err != nil {
			return js.Undefined, err
		}
		addresses = append(addresses, text)
	}
	ctx, s := spec.Begin(contextOf(r), spec.ImportScripts)
	defer s.End()
	s.Step("1")
	if w.Module() {
		return js.Undefined, webidl.TypeErrorf("Failed to execute 'importScripts' on 'WorkerGlobalScope': Module scripts don't support importScripts().")
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
			return js.Undefined, webidl.DOMExceptionf("SyntaxError", "Failed to execute 'importScripts' on 'WorkerGlobalScope': The URL '%s' is invalid.", text)
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
		if _, err := r.Eval(script.source, script.url, 1); err != nil {
			if x, thrown := js.AsException(err); thrown && !x.Uncatchable && script.muted {
				return js.Undefined, webidl.DOMExceptionf("NetworkError", "Failed to execute 'importScripts' on 'WorkerGlobalScope': The script at '%s' threw an exception.", u.Href())
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
	return nil, webidl.DOMExceptionf("NetworkError", "Failed to execute 'importScripts' on 'WorkerGlobalScope': The script at '%s' failed to load.", u.Href())
}
