package cdp

import (
	"context"
	"slices"
	"strings"
	"sync"
)

// A command is what a method does: one of the two. hub runs in the session's lane and serves any session; page
// runs on the Browser's goroutine and serves the sessions of a page.
type command struct {
	hub  func(*call)
	page func(context.Context, *call)
}

// commands returns the methods that do something.
var commands = sync.OnceValue(func() map[string]command {
	all := map[string]command{}
	hub := func(domain string, methods map[string]func(*call)) {
		for name, f := range methods {
			all[domain+"."+name] = command{hub: f}
		}
	}
	page := func(domain string, methods map[string]func(context.Context, *call)) {
		for name, f := range methods {
			all[domain+"."+name] = command{page: f}
		}
	}
	hub("Browser", browserMethods())
	hub("Target", targetMethods())
	hub("Schema", map[string]func(*call){"getDomains": getDomains})
	hub("Page", map[string]func(*call){"close": closeOwnPage})
	page("Page", pageMethods())
	page("Runtime", runtimeMethods())
	page("Network", networkMethods())
	page("DOM", domMethods())
	page("Emulation", emulationMethods())
	page("Input", inputMethods())
	page("Exeunt", ownMethods())
	for _, domain := range []string{"Page", "Runtime", "Network", "DOM"} {
		for name, f := range switches(domain) {
			if _, own := all[domain+"."+name]; !own {
				all[domain+"."+name] = command{page: f}
			}
		}
	}
	return all
})

// switches are the enable and disable of a domain that has events.
func switches(domain string) map[string]func(context.Context, *call) {
	return map[string]func(context.Context, *call){
		"enable":  func(_ context.Context, c *call) { c.session.enabled[domain] = true; c.reply(nil) },
		"disable": func(_ context.Context, c *call) { delete(c.session.enabled, domain); c.reply(nil) },
	}
}

// events are the events that may be sent, by domain.
func events() map[string][]string {
	return map[string][]string{
		"Target": {"attachedToTarget", "detachedFromTarget", "targetCreated", "targetInfoChanged", "targetDestroyed", "targetCrashed"},
		"Page": {"domContentEventFired", "frameAttached", "frameDetached", "frameNavigated", "frameStartedLoading",
			"frameStoppedLoading", "lifecycleEvent", "loadEventFired", "navigatedWithinDocument"},
		"Runtime":   {"bindingCalled", "consoleAPICalled", "exceptionThrown", "executionContextCreated", "executionContextDestroyed", "executionContextsCleared"},
		"Network":   {"requestWillBeSent", "responseReceived", "loadingFinished", "loadingFailed"},
		"DOM":       {"documentUpdated", "setChildNodes"},
		"Emulation": {"virtualTimeBudgetExpired"},
		"Exeunt":    {"deferredFetchQueued", "deferredFetchSent", "deferredFetchActivated", "deferredFetchAborted", "deferredFetchRefused"},
		"Inspector": {"detached", "targetCrashed"},
	}
}

// domains are those whose enable and disable every client may send: what they would turn on has no events here.
var domains = []string{
	"Accessibility", "Animation", "Audits", "Autofill", "BackgroundService", "Console", "CSS", "Database", "Debugger", "DOM",
	"DOMDebugger", "DOMSnapshot", "DOMStorage", "Emulation", "Fetch", "HeapProfiler", "IndexedDB", "Inspector", "LayerTree",
	"Log", "Media", "Network", "Overlay", "Page", "Performance", "PerformanceTimeline", "Preload", "Profiler", "Runtime",
	"Security", "ServiceWorker", "Storage", "WebAudio", "WebAuthn", "WebMCP",
}

// acting are the methods that a client must not take for done, though their names say that they only set something.
var acting = []string{
	"Debugger.enable", // stepping is the stepper's, and a client would wait for what never pauses
	"Emulation.setScriptExecutionDisabled",
	"Fetch.enable", // a client would wait for requests to pause
	"Page.setBypassCSP", "Page.setDocumentContent", "Page.setWebLifecycleState",
}

// quiet are further methods without effect on what a page here can see.
var quiet = []string{
	"Console.clearMessages", "Log.clear", "Log.startViolationsReport", "Log.stopViolationsReport",
	"Network.setAttachDebugStack", "Network.setBypassServiceWorker", "Network.setCacheDisabled", "Network.setExtraHTTPHeaders",
	"Network.setUserAgentOverride", "Performance.getMetrics", "Performance.setTimeDomain", "Runtime.discardConsoleEntries",
	"Runtime.setAsyncCallStackDepth", "Runtime.setCustomObjectFormatterEnabled", "Runtime.setMaxCallStackSizeToCapture",
}

// tolerates says whether an unknown method is answered with the empty result, as clients need it.
func (s *session) tolerates(method string) bool {
	domain, name, _ := strings.Cut(method, ".")
	switch {
	case slices.Contains(acting, method):
		return false
	case domain == "Browser":
		return strings.HasPrefix(name, "set")
	case s.target == nil && domain != "Log" && domain != "Security":
		return false
	case name == "enable" || name == "disable":
		return slices.Contains(domains, domain)
	case domain == "Emulation":
		return true
	case domain == "Page":
		return strings.HasPrefix(name, "set")
	}
	return slices.Contains(quiet, method)
}

// protocol describes the domains for /json/protocol.
func protocol() any {
	type named struct {
		Name string `json:"name"`
	}
	type domain struct {
		Domain   string  `json:"domain"`
		Commands []named `json:"commands"`
		Events   []named `json:"events"`
	}
	byName := map[string]*domain{}
	of := func(name string) *domain {
		if byName[name] == nil {
			byName[name] = &domain{Domain: name, Commands: []named{}, Events: []named{}}
		}
		return byName[name]
	}
	for method := range commands() {
		d, name, _ := strings.Cut(method, ".")
		of(d).Commands = append(of(d).Commands, named{name})
	}
	for _, d := range domains {
		if slices.Contains(acting, d+".enable") {
			continue
		}
		for _, name := range []string{"enable", "disable"} {
			if _, ok := commands()[d+"."+name]; !ok {
				of(d).Commands = append(of(d).Commands, named{name})
			}
		}
	}
	for d, names := range events() {
		for _, name := range names {
			of(d).Events = append(of(d).Events, named{name})
		}
	}
	list := []*domain{}
	for _, d := range byName {
		byText := func(a, b named) int { return strings.Compare(a.Name, b.Name) }
		slices.SortFunc(d.Commands, byText)
		slices.SortFunc(d.Events, byText)
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b *domain) int { return strings.Compare(a.Domain, b.Domain) })
	return map[string]any{"version": map[string]string{"major": "1", "minor": "3"}, "domains": list}
}

func getDomains(c *call) {
	type domain struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	all := []domain{}
	for _, d := range domains {
		all = append(all, domain{d, "1.3"})
	}
	c.reply(map[string]any{"domains": append(all, domain{"Exeunt", "0.1"})})
}
