package wpt

import (
	"errors"
	"path"
	"slices"
	"strings"
)

// A Test is one test URL. A file may have several: variants, globals.
type Test struct {
	URL        string // as upstream names it, with a leading slash and the variant: "/fetch/fetch-later/basic.https.window.html?x"
	Path       string // source file relative to the root: "fetch/fetch-later/basic.https.window.js"
	Title      string // META: title or <title>, "" for none
	Scheme     string // "http", "https" (".https." or a service worker's global) or "h2" (https on the h2 port)
	Subdomain  string // "" or "www" (".www.")
	Long       bool   // timeout=long
	Testdriver bool   // loads /resources/testdriver.js
	Features   string // what it asks of testdriver, comma-separated: "bidi"
}

// scriptURLs lists the generated pages that run a script.
func scriptURLs(f fileName, global string) []string {
	url := "/" + f.path
	if f.is("any") {
		set := map[string]bool{}
		for _, global := range Globals(global) {
			if suffix := globalSuffixes[global]; suffix != "" {
				set[anyURL(url, suffix)] = true
			}
		}
		var urls []string
		for u := range set {
			urls = append(urls, u)
		}
		slices.Sort(urls)
		return urls
	}
	for _, flag := range []string{".worker", ".window", ".extension"} {
		if stem, ok := strings.CutSuffix(url, flag+".js"); ok {
			return []string{stem + flag + ".html"}
		}
	}
	return nil
}

// place reads the scheme and subdomain off a URL's file name.
func place(url string) (scheme, subdomain string) {
	parts := strings.Split(path.Base(url), ".")
	scheme = "http"
	for _, flag := range parts[1:max(1, len(parts)-1)] {
		switch flag {
		case "https", "serviceworker", "serviceworker-module":
			if scheme == "http" {
				scheme = "https"
			}
		case "h2":
			scheme = "h2"
		case "www":
			subdomain = "www"
		}
	}
	return scheme, subdomain
}

func checkVariant(variant string) error {
	switch {
	case variant == "":
		return nil
	case variant[0] != '?' && variant[0] != '#':
		return errors.New("starts neither with ? nor with #")
	case len(variant) == 1, strings.HasPrefix(variant, "?#"):
		return errors.New("has an empty query or fragment")
	}
	return nil
}
