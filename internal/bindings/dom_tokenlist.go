package bindings

import (
	"slices"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
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
func (t *tokenList) update(r *js.Realm, tokens []string) {
	if _, ok := t.element.Attr(t.attribute); !ok && len(tokens) == 0 {
		return
	}
	t.element.SetAttr(contextOf(r), t.attribute, strings.Join(tokens, " "))
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

// tokenMethod is an operation whose arguments are tokens, of which there must be at least length.
func tokenMethod(name string, length int, f func(r *js.Realm, t *tokenList, args []string, rest []js.Value) (js.Value, error)) js.Member {
	return js.Member{Name: name, Length: length, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
		if err := missingArgs(length, args); err != nil {
			return js.Undefined, err
		}
		n := len(args)
		if length > 0 {
			n = length
		}
		tokens := make([]string, n)
		for i := range tokens {
			var err error
			if tokens[i], err = r.ToString(args[i]); err != nil {
				return js.Undefined, err
			}
		}
		return f(r, r.Agent.Unwrap(this).(*tokenList), tokens, args[n:])
	}}
}

// DOMTokenListClass is DOMTokenList.
// https://dom.spec.whatwg.org/#interface-domtokenlist
var DOMTokenListClass = new(js.Class)

func init() {
	value := func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
		t := r.Agent.Unwrap(this).(*tokenList)
		return r.String(attrOf(t.element, t.attribute)), nil
	}
	*DOMTokenListClass = js.Class{
		Name: "DOMTokenList", ValueIterator: true,
		Exotic: &js.Exotic{
			Length: func(_ *js.Realm, v any) int { return len(v.(*tokenList).tokens()) },
			Index: func(r *js.Realm, v any, i uint32) (js.Value, bool) {
				tokens := v.(*tokenList).tokens()
				if int64(i) >= int64(len(tokens)) {
					return js.Undefined, false
				}
				return r.String(tokens[i]), true
			},
		},
		Attrs: []js.Member{
			{Name: "length", Get: func(r *js.Realm, this js.Value, _ []js.Value) (js.Value, error) {
				return js.Int(int32(len(r.Agent.Unwrap(this).(*tokenList).tokens()))), nil
			}},
			{Name: "value", Get: value, Set: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				s, err := r.ToString(js.Arg(args, 0))
				if err != nil {
					return js.Undefined, err
				}
				t := r.Agent.Unwrap(this).(*tokenList)
				t.element.SetAttr(contextOf(r), t.attribute, s)
				return js.Undefined, nil
			}},
		},
		Methods: []js.Member{
			{Name: "item", Length: 1, Call: func(r *js.Realm, this js.Value, args []js.Value) (js.Value, error) {
				if err := missingArgs(1, args); err != nil {
					return js.Undefined, err
				}
				i, err := r.ToInt32(args[0])
				if tokens := r.Agent.Unwrap(this).(*tokenList).tokens(); err == nil && int64(uint32(i)) < int64(len(tokens)) {
					return r.String(tokens[i]), nil
				}
				return js.Null, err
			}},
			tokenMethod("contains", 1, func(_ *js.Realm, t *tokenList, args []string, _ []js.Value) (js.Value, error) {
				return js.Bool(slices.Contains(t.tokens(), args[0])), nil
			}),
			tokenMethod("add", 0, func(r *js.Realm, t *tokenList, args []string, _ []js.Value) (js.Value, error) {
				if err := checkTokens(args...); err != nil {
					return js.Undefined, err
				}
				list := t.tokens()
				for _, a := range args {
					if !slices.Contains(list, a) {
						list = append(list, a)
					}
				}
				t.update(r, list)
				return js.Undefined, nil
			}),
			tokenMethod("remove", 0, func(r *js.Realm, t *tokenList, args []string, _ []js.Value) (js.Value, error) {
				if err := checkTokens(args...); err != nil {
					return js.Undefined, err
				}
				t.update(r, without(t.tokens(), args...))
				return js.Undefined, nil
			}),
			tokenMethod("toggle", 1, func(r *js.Realm, t *tokenList, args []string, rest []js.Value) (js.Value, error) {
				if err := checkTokens(args...); err != nil {
					return js.Undefined, err
				}
				list := t.tokens()
				forced := len(rest) > 0 && !rest[0].IsUndefined()
				if slices.Contains(list, args[0]) {
					if !forced || !r.ToBool(rest[0]) {
						t.update(r, without(list, args[0]))
						return js.Bool(false), nil
					}
					return js.Bool(true), nil
				}
				if !forced || r.ToBool(rest[0]) {
					t.update(r, append(list, args[0]))
					return js.Bool(true), nil
				}
				return js.Bool(false), nil
			}),
			tokenMethod("replace", 2, func(r *js.Realm, t *tokenList, args []string, _ []js.Value) (js.Value, error) {
				if err := checkTokens(args...); err != nil {
					return js.Undefined, err
				}
				list := t.tokens()
				if !slices.Contains(list, args[0]) {
					return js.Bool(false), nil
				}
				// Infra's "replace" in an ordered set: the first of the two becomes the new one, the other goes.
				var next []string
				for _, s := range list {
					if s == args[0] || s == args[1] {
						s = args[1]
					}
					if !slices.Contains(next, s) {
						next = append(next, s)
					}
				}
				t.update(r, next)
				return js.Bool(true), nil
			}),
			tokenMethod("supports", 1, func(*js.Realm, *tokenList, []string, []js.Value) (js.Value, error) {
				return js.Undefined, webidl.TypeErrorf("Failed to execute 'supports' on 'DOMTokenList': DOMTokenList has no supported tokens.")
			}),
			{Name: "toString", Call: value},
		},
	}
}
