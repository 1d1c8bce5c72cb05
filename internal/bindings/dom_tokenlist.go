package bindings

import (
	"slices"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

const asciiWhitespace = "\t\n\f\r "

// tokenList is the Go value of a DOMTokenList.
type tokenList struct {
	element   *dom.Node
	attribute string
}

// tokens is the token set.
func (t *tokenList) tokens() []string {
	var list []string
	for _, f := range strings.FieldsFunc(attrOf(t.element, t.attribute), func(c rune) bool { return strings.ContainsRune(asciiWhitespace, c) }) {
		if !slices.Contains(list, f) {
			list = append(list, f)
		}
	}
	return list
}

// update implements the update steps.
// https://dom.spec.whatwg.org/#concept-dtl-update
func (t *tokenList) update(c idl.Call, tokens []string) {
	if _, ok := t.element.Attr(t.attribute); !ok && len(tokens) == 0 {
		return
	}
	t.element.SetAttr(c.Context(), t.attribute, strings.Join(tokens, " "))
}

// checkTokens throws for tokens that no set can hold; nothing is changed before all are checked.
func checkTokens(tokens ...string) error {
	for _, s := range tokens {
		if s == "" {
			return webidl.DOMExceptionf("SyntaxError", "The token provided must not be empty.")
		}
	}
	for _, s := range tokens {
		if strings.ContainsAny(s, asciiWhitespace) {
			return webidl.DOMExceptionf("InvalidCharacterError", "The token provided ('%s') contains HTML space characters, which are not valid in tokens.", s)
		}
	}
	return nil
}

// without takes the tokens that are given out of list.
func without(list []string, tokens ...string) []string {
	return slices.DeleteFunc(list, func(t string) bool { return slices.Contains(tokens, t) })
}

// DOMTokenListClass is DOMTokenList.
// https://dom.spec.whatwg.org/#interface-domtokenlist
var DOMTokenListClass = &js.Class{Name: "DOMTokenList"}

// tokenListOf is an attribute that shows a content attribute as a DOMTokenList.
func tokenListOf(name, attribute string) idl.Member {
	return idl.GetIn(name, idl.Any, func(c idl.Call, n *dom.Node) (js.Value, error) {
		make := func() any { return &tokenList{n, attribute} }
		if w := windowIn(c.Realm); w != nil {
			return c.Realm.Wrap(DOMTokenListClass, w.Object(collectionKey{n, name}, make)), nil
		}
		return c.Realm.Wrap(DOMTokenListClass, make()), nil
	}).PutForwards("value")
}

func init() {
	value := func(t *tokenList) string { return attrOf(t.element, t.attribute) }
	tokens := idl.Rest(idl.DOMString)
	idl.Define(DOMTokenListClass,
		idl.List(idl.DOMString, (*tokenList).tokens), idl.Iterable(),
		idl.Get("value", idl.DOMString, value).Set(func(c idl.Call, t *tokenList, v string) error {
			t.element.SetAttr(c.Context(), t.attribute, v)
			return nil
		}),
		idl.Op1("contains", idl.DOMString, func(_ idl.Call, t *tokenList, token string) (js.Value, error) {
			return js.Bool(slices.Contains(t.tokens(), token)), nil
		}),
		idl.Op1("add", tokens, func(c idl.Call, t *tokenList, tokens []string) (js.Value, error) {
			if err := checkTokens(tokens...); err != nil {
				return js.Undefined, err
			}
			list := t.tokens()
			for _, token := range tokens {
				if !slices.Contains(list, token) {
					list = append(list, token)
				}
			}
			t.update(c, list)
			return js.Undefined, nil
		}),
		idl.Op1("remove", tokens, func(c idl.Call, t *tokenList, tokens []string) (js.Value, error) {
			if err := checkTokens(tokens...); err != nil {
				return js.Undefined, err
			}
			t.update(c, without(t.tokens(), tokens...))
			return js.Undefined, nil
		}),
		idl.Op2("toggle", idl.DOMString, idl.Optional(idl.Boolean), toggleToken),
		idl.Op2("replace", idl.DOMString, idl.DOMString, replaceToken),
		idl.Op1("supports", idl.DOMString, func(idl.Call, *tokenList, string) (js.Value, error) {
			return js.Undefined, webidl.TypeErrorf("DOMTokenList has no supported tokens.")
		}),
		idl.Op0("toString", func(c idl.Call, t *tokenList) (js.Value, error) { return c.Realm.String(value(t)), nil }),
	)
}

// toggleToken implements toggle().
// https://dom.spec.whatwg.org/#dom-domtokenlist-toggle
func toggleToken(c idl.Call, t *tokenList, token string, force *bool) (js.Value, error) {
	if err := checkTokens(token); err != nil {
		return js.Undefined, err
	}
	list := t.tokens()
	if slices.Contains(list, token) {
		if force == nil || !*force {
			t.update(c, without(list, token))
			return js.Bool(false), nil
		}
		return js.Bool(true), nil
	}
	if force == nil || *force {
		t.update(c, append(list, token))
		return js.Bool(true), nil
	}
	return js.Bool(false), nil
}

// replaceToken implements replace().
// https://dom.spec.whatwg.org/#dom-domtokenlist-replace
func replaceToken(c idl.Call, t *tokenList, token, by string) (js.Value, error) {
	if err := checkTokens(token, by); err != nil {
		return js.Undefined, err
	}
	list := t.tokens()
	if !slices.Contains(list, token) {
		return js.Bool(false), nil
	}
	// Infra's "replace" in an ordered set: the first of the two becomes the new one, the other goes.
	var next []string
	for _, s := range list {
		if s == token || s == by {
			s = by
		}
		if !slices.Contains(next, s) {
			next = append(next, s)
		}
	}
	t.update(c, next)
	return js.Bool(true), nil
}
