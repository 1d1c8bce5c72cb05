package navigation

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// featureSeparator implements "feature separator".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#feature-separator
func featureSeparator(c byte) bool { return strings.IndexByte("\t\n\f\r ,=", c) >= 0 }

// tokenizeFeatures implements "tokenize the features argument".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#concept-window-open-features-tokenize
func tokenizeFeatures(ctx context.Context, features string) map[string]string {
	_, s := spec.Begin(ctx, spec.TokenizeFeaturesArgument, features)
	defer s.End()
	s.Step("1")
	tokens := map[string]string{}
	s.Step("2")
	position := 0
	more := func() bool { return position < len(features) }
	collect := func(separators bool) string {
		start := position
		for more() && featureSeparator(features[position]) == separators {
			position++
		}
		return features[start:position]
	}
	s.Step("3")
	for more() {
		s.Step("3.1")
		s.Step("3.2")
		value := ""
		s.Step("3.3")
		collect(true)
		s.Step("3.4")
		name := asciiLower(collect(false))
		s.Step("3.5")
		name = normalizeFeatureName(name)
		s.Step("3.6")
		for more() && features[position] != '=' {
			s.Step("3.6.1")
			if features[position] == ',' || !featureSeparator(features[position]) {
				break
			}
			s.Step("3.6.2")
			position++
		}
		s.Step("3.7")
		if more() && featureSeparator(features[position]) {
			s.Step("3.7.1")
			for more() && featureSeparator(features[position]) {
				s.Step("3.7.1.1")
				if features[position] == ',' {
					break
				}
				s.Step("3.7.1.2")
				position++
			}
			s.Step("3.7.2")
			value = asciiLower(collect(false))
		}
		s.Step("3.8")
		if name != "" {
			tokens[name] = value
		}
	}
	s.Step("4")
	return tokens
}

func asciiLower(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'A' && c <= 'Z' {
			return c + 'a' - 'A'
		}
		return c
	}, s)
}

// normalizeFeatureName implements "normalizing the feature name".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#normalizing-the-feature-name
func normalizeFeatureName(name string) string {
	switch name {
	case "screenx":
		return "left"
	case "screeny":
		return "top"
	case "innerwidth":
		return "width"
	case "innerheight":
		return "height"
	}
	return name
}

// parseBooleanFeature implements "parse a boolean feature".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#concept-window-open-features-parse-boolean
func parseBooleanFeature(ctx context.Context, value string) bool {
	_, s := spec.Begin(ctx, spec.ParseBooleanFeature, value)
	defer s.End()
	s.Step("1")
	s.Step("2")
	s.Step("3")
	if value == "" || value == "yes" || value == "true" {
		return true
	}
	s.Step("4")
	parsed, ok := parseInteger(value)
	if !ok {
		s.Step("5")
		parsed = 0
	}
	s.Step("6")
	return parsed != 0
}

// windowFeatureIsSet implements "check if a window feature is set".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#window-feature-is-set
func windowFeatureIsSet(ctx context.Context, tokens map[string]string, name string, missing bool) bool {
	ctx, s := spec.Begin(ctx, spec.CheckIfWindowFeatureIsSet, name)
	defer s.End()
	s.Step("1")
	if value, ok := tokens[name]; ok {
		return parseBooleanFeature(ctx, value)
	}
	s.Step("2")
	return missing
}

// popupRequested implements "check if a popup window is requested".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#popup-window-is-requested
func popupRequested(ctx context.Context, tokens map[string]string) bool {
	ctx, s := spec.Begin(ctx, spec.CheckIfPopupWindowIsRequested)
	defer s.End()
	s.Step("1")
	if len(tokens) == 0 {
		return false
	}
	s.Step("2")
	if value, ok := tokens["popup"]; ok {
		return parseBooleanFeature(ctx, value)
	}
	s.Step("3")
	location := windowFeatureIsSet(ctx, tokens, "location", false)
	s.Step("4")
	toolbar := windowFeatureIsSet(ctx, tokens, "toolbar", false)
	s.Step("5")
	if !location && !toolbar {
		return true
	}
	s.Step("6")
	menubar := windowFeatureIsSet(ctx, tokens, "menubar", false)
	s.Step("7")
	if !menubar {
		return true
	}
	s.Step("8")
	resizable := windowFeatureIsSet(ctx, tokens, "resizable", true)
	s.Step("9")
	if !resizable {
		return true
	}
	s.Step("10")
	scrollbars := windowFeatureIsSet(ctx, tokens, "scrollbars", false)
	s.Step("11")
	if !scrollbars {
		return true
	}
	s.Step("12")
	status := windowFeatureIsSet(ctx, tokens, "status", false)
	s.Step("13")
	if !status {
		return true
	}
	s.Step("14")
	return false
}

// noopenerForWindowOpen implements "get noopener for window open".
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#get-noopener-for-window-open
func noopenerForWindowOpen(ctx context.Context, source *Document, tokens map[string]string, u *weburl.URL) bool {
	ctx, s := spec.Begin(ctx, spec.GetNoopenerForWindowOpen)
	defer s.End()
	s.Step("1")
	if u != nil && u.Blob != nil {
		s.Step("1.1")
		blobOrigin := u.Blob.Origin
		s.Step("1.2")
		topLevelOrigin := source.navigable.Traversable().ActiveDocument().origin
		s.Step("1.3")
		if !weburl.SameSite(blobOrigin, topLevelOrigin) {
			return true
		}
	}
	s.Step("2")
	s.Step("3")
	noopener := windowFeatureIsSet(ctx, tokens, "noopener", false)
	s.Step("4")
	return noopener
}
