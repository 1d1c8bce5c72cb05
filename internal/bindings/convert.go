package bindings

import (
	"math"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// optionalString converts an optional DOMString argument.
func optionalString(r *js.Realm, v js.Value, missing string) (string, error) {
	if v.IsUndefined() {
		return missing, nil
	}
	return r.ToString(v)
}

// byteString converts to a ByteString: code units above 255 are a TypeError.
// https://webidl.spec.whatwg.org/#es-ByteString
func byteString(r *js.Realm, v js.Value) (string, error) {
	s, err := r.ToString(v)
	if err != nil {
		return "", err
	}
	b := make([]byte, 0, len(s))
	for _, c := range s {
		if c > 255 {
			return "", webidl.TypeErrorf("Cannot convert value to a ByteString: a character has a value greater than 255")
		}
		b = append(b, byte(c))
	}
	return string(b), nil
}

// double converts to a restricted double.
// https://webidl.spec.whatwg.org/#es-double
func double(r *js.Realm, v js.Value) (float64, error) {
	f, err := r.ToNumber(v)
	if err != nil {
		return 0, err
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, webidl.TypeErrorf("The provided double value is non-finite.")
	}
	return f, nil
}

// optionalDouble reads a member of type double from a dictionary.
func optionalDouble(r *js.Realm, dictionary js.Value, name string) (*float64, error) {
	v, err := r.Get(dictionary, name)
	if err != nil || v.IsUndefined() {
		return nil, err
	}
	f, err := double(r, v)
	return &f, err
}

// enforceRange converts to an unsigned long long with [EnforceRange].
// https://webidl.spec.whatwg.org/#es-unsigned-long-long
func enforceRange(r *js.Realm, v js.Value, limit float64) (float64, error) {
	f, err := double(r, v)
	if err != nil {
		return 0, err
	}
	f = math.Trunc(f)
	if f < 0 || f > limit {
		return 0, webidl.TypeErrorf("Value is outside the range of the type.")
	}
	return f, nil
}

// dictionary checks that v converts to a dictionary: an object, or null or undefined for an
// empty one.
func dictionary(v js.Value) error {
	if !v.IsNullish() && !v.IsObject() {
		return webidl.TypeErrorf("The provided value is not of type 'object'.")
	}
	return nil
}

// member reads one member of a dictionary; undefined stands for a missing one.
func member(r *js.Realm, dictionary js.Value, name string) (js.Value, error) {
	if !dictionary.IsObject() {
		return js.Undefined, nil
	}
	return r.Get(dictionary, name)
}

// stringMember reads a member of a string type; present is false for a missing one.
func stringMember(r *js.Realm, dictionary js.Value, name string) (s string, present bool, err error) {
	v, err := member(r, dictionary, name)
	if err != nil || v.IsUndefined() {
		return "", false, err
	}
	s, err = r.ToString(v)
	return s, true, err
}

// enumMember reads a member whose type is an enumeration.
func enumMember(r *js.Realm, dictionary js.Value, name string, values ...string) (s string, present bool, err error) {
	s, present, err = stringMember(r, dictionary, name)
	if err != nil || !present {
		return s, present, err
	}
	for _, v := range values {
		if v == s {
			return s, true, nil
		}
	}
	return "", false, webidl.TypeErrorf("The provided value '%s' is not a valid enum value of type %s.", s, name)
}

// boolMember reads a boolean member, false when missing.
func boolMember(r *js.Realm, dictionary js.Value, name string) (bool, error) {
	v, err := member(r, dictionary, name)
	if err != nil {
		return false, err
	}
	return r.ToBool(v), nil
}

// notAFunction is what an operation throws that wants a callback function.
func notAFunction(operation string) error {
	return webidl.TypeErrorf("Failed to execute '%s': parameter 1 is not of type 'Function'.", operation)
}

// pairsOf converts a union of sequence<sequence<T>> and record<T, T>, as HeadersInit and
// URLSearchParams take it.
func pairsOf(r *js.Realm, v js.Value, convert func(*js.Realm, js.Value) (string, error)) ([][2]string, error) {
	var pairs [][2]string
	method, err := r.GetValue(v, r.Symbol("iterator"))
	if err != nil {
		return nil, err
	}
	if !method.IsNullish() {
		err := r.IterateWith(v, method, func(item js.Value) error {
			if !item.IsObject() {
				return webidl.TypeErrorf("The provided value cannot be converted to a sequence.")
			}
			var parts []string
			if err := r.Iterate(item, func(part js.Value) error {
				s, err := convert(r, part)
				parts = append(parts, s)
				return err
			}); err != nil {
				return err
			}
			if len(parts) != 2 {
				return webidl.TypeErrorf("Invalid value: each pair must have exactly two elements")
			}
			pairs = append(pairs, [2]string{parts[0], parts[1]})
			return nil
		})
		return pairs, err
	}
	properties, err := r.OwnProperties(v)
	if err != nil {
		return nil, err
	}
	for _, p := range properties {
		if !p.Enumerable {
			continue
		}
		key, err := convert(r, p.Key)
		if err != nil {
			return nil, err
		}
		value, err := r.GetValue(v, p.Key)
		if err != nil {
			return nil, err
		}
		text, err := convert(r, value)
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, [2]string{key, text})
	}
	return pairs, nil
}
