package navigation

import (
	"context"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

// cannotNavigate implements "cannot navigate".
// https://html.spec.whatwg.org/multipage/links.html#cannot-navigate
func cannotNavigate(el *dom.Node) bool {
	d := documentOf(el)
	return d == nil || !d.FullyActive() || !el.Is("a") && !el.Connected()
}

// linkTypes are the link types of an a, area or form element.
// https://html.spec.whatwg.org/multipage/links.html#linkTypes
func linkTypes(el *dom.Node) map[string]bool {
	types := map[string]bool{}
	rel, _ := el.Attr("rel")
	for _, t := range dom.Tokens(rel) {
		types[strings.ToLower(t)] = true
	}
	return types
}

// elementTarget implements "get an element's target": its own, or that of the first base element that has one.
// https://html.spec.whatwg.org/multipage/semantics.html#get-an-element's-target
func elementTarget(el *dom.Node) string {
	target, ok := el.Attr("target")
	if !ok {
		for _, base := range el.OwnerDocument.ElementsWhere(func(n *dom.Node) bool { return n.Is("base") }) {
			if target, ok = base.Attr("target"); ok {
				break
			}
		}
	}
	if strings.ContainsAny(target, "\t\n\r") && strings.Contains(target, "<") {
		return "_blank" // a dangling markup attack
	}
	return target
}

// elementNoopener implements "get an element's noopener".
// https://html.spec.whatwg.org/multipage/links.html#get-an-element's-noopener
func elementNoopener(el *dom.Node, target string) bool {
	types := linkTypes(el)
	if types["noopener"] || types["noreferrer"] {
		return true
	}
	return !types["opener"] && strings.EqualFold(target, "_blank")
}

// hyperlinkURL is where an a or area element leads, with the suffix that a server-side image map adds.
func hyperlinkURL(d *Document, subject *dom.Node, suffix string) (*weburl.URL, error) {
	href, _ := subject.Attr("href")
	u, err := weburl.ParseBase(href, d.BaseURL())
	if err != nil || suffix == "" {
		return u, err
	}
	return weburl.Parse(u.Href() + suffix)
}

// hyperlinkReferrerPolicy is the policy of what an a or area element fetches, "" for that of its document.
// https://html.spec.whatwg.org/multipage/links.html#hyperlink-referrer-policy
func hyperlinkReferrerPolicy(subject *dom.Node) string {
	if linkTypes(subject)["noreferrer"] {
		return "no-referrer"
	}
	value, _ := subject.Attr("referrerpolicy")
	return referrerPolicyAttribute(value)
}

// followHyperlink implements "follow the hyperlink".
// https://html.spec.whatwg.org/multipage/links.html#following-hyperlinks-2
func followHyperlink(ctx context.Context, subject *dom.Node, suffix, involvement string) {
	ctx, s := spec.Begin(ctx, spec.FollowHyperlink, subject)
	defer s.End()
	s.Step("1")
	if cannotNavigate(subject) {
		return
	}
	d := documentOf(subject)
	s.Step("3")
	target := elementTarget(subject)
	s.Step("4")
	u, err := hyperlinkURL(d, subject, suffix)
	s.Step("5")
	if err != nil {
		return
	}
	s.Step("6")
	noopener := elementNoopener(subject, target)
	s.Step("7")
	chosen, _, err := d.NodeNavigable().chooseNavigable(ctx, target, noopener)
	s.Step("8")
	if chosen == nil || err != nil {
		return
	}
	s.Step("9")
	s.Step("10")
	s.Step("11")
	referrerPolicy := hyperlinkReferrerPolicy(subject)
	_ = chosen.Navigate(ctx, NavigateOptions{URL: u, SourceDocument: d, ReferrerPolicy: referrerPolicy, Involvement: involvement, SourceElement: subject})
}
