package bindings

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/exeunt/exeunt/internal/js"
)

// formatter implements "Formatter" as far as a page can notice it: each value that a specifier of the first string takes is replaced by
// what it is converted to. Whoever shows the message puts them into the string, so the string stays as it is, for CDP's clients do
// that themselves. A converted string may have further specifiers in it, which come first.
// https://console.spec.whatwg.org/#formatter
func formatter(r *js.Realm, args []js.Value) ([]js.Value, error) {
	if len(args) < 2 || !args[0].IsString() {
		return args, nil
	}
	target, err := r.ToString(args[0])
	if err != nil {
		return nil, err
	}
	result := append([]js.Value{}, args...)
	for i := 1; i < len(args); {
		_, rest, ok := strings.Cut(target, "%")
		if !ok || rest == "" {
			break
		}
		specifier := rest[0]
		target = rest
		if !strings.ContainsRune("cdfiosO%", rune(specifier)) {
			continue
		}
		target = rest[1:]
		switch specifier {
		case '%': // a percent sign that is meant as one; no standard has it, and all browsers do
			continue
		case 's':
			text, err := callString(r, args[i])
			if err != nil {
				return nil, err
			}
			result[i] = r.String(text)
			target = text + target
		case 'd', 'i', 'f':
			n, err := callParse(r, args[i], specifier == 'f')
			if err != nil {
				return nil, err
			}
			result[i] = js.Number(n)
		}
		i++
	}
	return result, nil
}

// callString is a call of %String%.
// https://tc39.es/ecma262/#sec-string-constructor-string-value
func callString(r *js.Realm, v js.Value) (string, error) {
	if v.IsSymbol() {
		return r.SymbolText(v), nil
	}
	return r.ToString(v)
}

var (
	integerPrefix = regexp.MustCompile(`^[+-]?[0-9]+`)
	decimalPrefix = regexp.MustCompile(`^[+-]?(Infinity|([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?)`)
)

// callParse is a call of %parseInt% with base 10, or of %parseFloat%; of a symbol it makes NaN.
// https://tc39.es/ecma262/#sec-parseint-string-radix
// https://tc39.es/ecma262/#sec-parsefloat-string
func callParse(r *js.Realm, v js.Value, fraction bool) (float64, error) {
	if v.IsSymbol() {
		return math.NaN(), nil
	}
	text, err := r.ToString(v)
	if err != nil {
		return 0, err
	}
	prefix := integerPrefix
	if fraction {
		prefix = decimalPrefix
	}
	text = prefix.FindString(strings.TrimLeft(text, "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"))
	if text == "" {
		return math.NaN(), nil
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil && !math.IsInf(n, 0) {
		return math.NaN(), nil
	}
	return n, nil
}
