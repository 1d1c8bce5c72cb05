package wpt

import (
	"sort"
	"strings"
)

// globalSuffixes says which URL ending an .any.js test has in each global. The
// endings of service workers start with ".https." because they run nowhere else.
var globalSuffixes = map[string]string{
	"window":                         ".any.html",
	"window-module":                  ".any.window-module.html",
	"dedicatedworker":                ".any.worker.html",
	"dedicatedworker-module":         ".any.worker-module.html",
	"sharedworker":                   ".any.sharedworker.html",
	"sharedworker-module":            ".any.sharedworker-module.html",
	"serviceworker":                  ".any.serviceworker.html",
	"serviceworker-module":           ".any.serviceworker-module.html",
	"worker-module":                  ".any.worker-module.html",
	"shadowrealm-in-window":          ".any.shadowrealm-in-window.html",
	"shadowrealm-in-shadowrealm":     ".any.shadowrealm-in-shadowrealm.html",
	"shadowrealm-in-dedicatedworker": ".any.shadowrealm-in-dedicatedworker.html",
	"shadowrealm-in-sharedworker":    ".any.shadowrealm-in-sharedworker.html",
	"shadowrealm-in-serviceworker":   ".https.any.shadowrealm-in-serviceworker.html",
	"shadowrealm-in-audioworklet":    ".https.any.shadowrealm-in-audioworklet.html",
	"jsshell":                        "", // run by a shell, not by a browser
}

// globalGroups are the names in META: global that stand for several globals.
var globalGroups = map[string][]string{
	"":       {"window", "dedicatedworker"},
	"worker": {"dedicatedworker", "sharedworker", "serviceworker"},
	"shadowrealm": {
		"shadowrealm-in-window", "shadowrealm-in-shadowrealm", "shadowrealm-in-dedicatedworker",
		"shadowrealm-in-sharedworker", "shadowrealm-in-serviceworker", "shadowrealm-in-audioworklet",
	},
}

// Globals lists the globals, sorted, in which an .any.js test with that META:
// global value runs: comma-separated names; "" means a window and a dedicated
// worker; unknown names are ignored, as upstream does.
func Globals(value string) []string {
	set := map[string]bool{}
	names := strings.Split(value, ",")
	if value == "" {
		names = globalGroups[""]
	}
	for _, name := range names {
		name = strings.TrimSpace(name)
		if group, ok := globalGroups[name]; ok && name != "" {
			for _, member := range group {
				set[member] = true
			}
		} else if _, ok := globalSuffixes[name]; ok {
			set[name] = true
		}
	}
	globals := make([]string, 0, len(set))
	for name := range set {
		globals = append(globals, name)
	}
	sort.Strings(globals)
	return globals
}

// anyURL is the URL of an .any.js file in the global with that suffix.
func anyURL(file, suffix string) string {
	url := strings.ReplaceAll(file, ".any.", ".")
	for _, flag := range []string{".https.", ".h2."} {
		if strings.HasPrefix(suffix, flag) {
			url = strings.ReplaceAll(url, flag, ".")
		}
	}
	return strings.TrimSuffix(url, ".js") + suffix
}
