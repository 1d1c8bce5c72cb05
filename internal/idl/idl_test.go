package idl

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

func realm(t *testing.T) *js.Realm {
	t.Helper()
	a, err := js.NewAgent(js.Options{})
	require.NoError(t, err)
	end := a.Scope()
	t.Cleanup(func() { end(); a.Close() })
	r, err := a.NewRealm()
	require.NoError(t, err)
	return r
}

// converted is a conversion of the value of a script, as text: "value → value again", or what was thrown.
func converted[T any](typ Type[T]) func(r *js.Realm, src string) string {
	return func(r *js.Realm, src string) string {
		v, err := r.Eval("(function () { return ("+src+") })()", "test.js", 1)
		if err != nil {
			return "script: " + err.Error()
		}
		x, err := typ.From(r, v)
		var thrown *js.Exception
		if errors.As(err, &thrown) {
			return "script: " + thrown.Error()
		}
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(x)
	}
}

func TestConversions(t *testing.T) {
	r := realm(t)
	enum := Enum("Mode", "a", "b")
	for _, c := range []struct {
		name    string
		convert func(r *js.Realm, src string) string
		cases   map[string]string
	}{
		{"octet", converted(Octet), map[string]string{"256": "0", "-1": "255", "'7'": "7", "NaN": "0", "1.9": "1", "2**60": "0"}},
		{"byte", converted(Byte), map[string]string{"128": "-128", "-129": "127", "undefined": "0"}},
		{"unsigned short", converted(UnsignedShort), map[string]string{"65536": "0", "-1": "65535"}},
		{"long", converted(Long), map[string]string{"2**31": "-2147483648", "-Infinity": "0", "null": "0", "-1.5": "-1"}},
		{"unsigned long", converted(UnsignedLong), map[string]string{"-1": "4294967295", "2**32 + 5": "5", "{valueOf() { return 3 }}": "3",
			"Symbol()": "script: TypeError: cannot convert symbol to number", "1n": "script: TypeError: cannot convert bigint to number"}},
		{"unsigned long long", converted(UnsignedLongLong), map[string]string{"-1": "18446744073709551615", "2**53": "9007199254740992"}},
		{"long long", converted(LongLong), map[string]string{"-1": "-1", "2**63": "-9223372036854775808"}},
		{"[EnforceRange]", converted(EnforceRange(UnsignedShort)), map[string]string{"65535.9": "65535", "-0.5": "0",
			"65536": "TypeError: Value is outside the 'unsigned short' value range.", "NaN": "TypeError: Value is not a finite number."}},
		{"[EnforceRange] of 64 bits", converted(EnforceRange(LongLong)), map[string]string{"-(2**53 - 1)": "-9007199254740991",
			"2**53": "TypeError: Value is outside the 'long long' value range."}},
		{"[Clamp]", converted(Clamp(Octet)), map[string]string{"1.5": "2", "2.5": "2", "-9": "0", "999": "255", "NaN": "0", "Infinity": "255"}},
		{"double", converted(Double), map[string]string{"'1.5'": "1.5", "NaN": "TypeError: The provided double value is non-finite."}},
		{"unrestricted double", converted(UnrestrictedDouble), map[string]string{"Infinity": "+Inf"}},
		{"float", converted(Float), map[string]string{"1e300": "TypeError: The provided float value is non-finite.", "16777217": "1.6777216e+07"}},
		{"unrestricted float", converted(UnrestrictedFloat), map[string]string{"1e300": "+Inf", "NaN": "NaN"}},
		{"boolean", converted(Boolean), map[string]string{"''": "false", "{}": "true"}},
		{"DOMString", converted(DOMString), map[string]string{"null": "null", "Symbol()": "script: TypeError: cannot convert symbol to string"}},
		{"[LegacyNullToEmptyString]", converted(LegacyNullToEmptyString(DOMString)), map[string]string{"null": "", "undefined": "undefined"}},
		{"USVString", converted(USVString), map[string]string{`'\ud800'`: "\uFFFD"}},
		{"ByteString", converted(ByteString), map[string]string{`'a\xff'`: "a\xff", "'€'": "TypeError: String contains non ISO-8859-1 code point."}},
		{"enum", converted(enum), map[string]string{"'b'": "b", "'c'": "TypeError: The provided value 'c' is not a valid enum value of type Mode."}},
		{"sequence", converted(Sequence(Long)), map[string]string{"new Set(['1', 2])": "[1 2]", "'12'": "TypeError: The provided value cannot be converted to a sequence.",
			"{}": "TypeError: The object must have a callable @@iterator property."}},
		{"record", converted(Record(DOMString, Long)), map[string]string{"{b: 1, a: '2'}": "[{b 1} {a 2}]", "{[Symbol()]: 1}": "script: TypeError: cannot convert symbol to string",
			"Object.defineProperty({a: 1}, 'b', {value: 2})": "[{a 1}]", "1": "TypeError: Failed to convert value to 'object'."}},
		{"record of bytes", converted(Record(USVString, Long)), map[string]string{`{'\ud800': 1, '\udbff': 2}`: "[{\uFFFD 2}]"}},
		{"T? of a string", converted(OrNull(DOMString)), map[string]string{"null": "", "undefined": "", "0": "0"}},
		{"object", converted(Object), map[string]string{"1": "TypeError: Failed to convert value to 'object'."}},
		{"callback", converted(Callback), map[string]string{"{}": "TypeError: Failed to convert value to 'Function'."}},
		{"BufferSource", converted(BufferSource), map[string]string{"new Uint8Array([1, 2, 3]).subarray(1)": "[2 3]", "new Uint16Array([1]).buffer": "[1 0]", "[]": "TypeError: Failed to convert value to 'BufferSource'."}},
		{"view", converted(View("Int8Array")), map[string]string{"new Uint8Array()": "TypeError: Failed to convert value to 'Int8Array'."}},
	} {
		for src, want := range c.cases {
			t.Run(c.name+"/"+src, func(t *testing.T) { assert.Equal(t, want, c.convert(r, src)) })
		}
	}
}

// sample is what the interface of the tests has behind its objects.
type sample struct {
	text  string
	items []int32
}

type options struct {
	a    int32
	b    *string
	mode string
	sum  []int32
}

var sampleClass = &js.Class{Name: "Sample"}

var sampleType = Platform("Sample", func(r *js.Realm, s *sample) js.Value { return r.Wrap(sampleClass, s) })

// The interface has one of everything.
func init() {
	base := Dict("Base", Field("mode", Default(Enum("Mode", "x", "y"), "x"), func(o *options) *string { return &o.mode }))
	dict := base.Extend("Options",
		Field("sum", Sequence(Long), func(o *options) *[]int32 { return &o.sum }),
		Field("b", Optional(DOMString), func(o *options) **string { return &o.b }),
		Field("a", Long, func(o *options) *int32 { return &o.a }).Required(),
	)
	Define(sampleClass,
		New1(Default(DOMString, "made"), func(c Call, s string) (js.Value, error) { return c.New(sampleClass, &sample{text: s}), nil }),
		Const("ONE", 1),
		Get("text", DOMString, func(s *sample) string { return s.text }).Set(func(_ Call, s *sample, v string) error {
			s.text = v
			return nil
		}),
		Get("mode", Enum("Mode", "x", "y"), func(s *sample) string { return s.text }).Set(func(_ Call, s *sample, v string) error {
			s.text = v
			return nil
		}),
		Get("self", sampleType, func(s *sample) *sample { return s }).PutForwards("text"),
		Get("lenient", Boolean, func(*sample) bool { return true }).LenientSetter(),
		Get("replaceable", Boolean, func(*sample) bool { return true }).Replaceable(),
		GetIn("broken", Any, func(Call, *sample) (js.Value, error) { return js.Undefined, webidl.RangeErrorf("no") }),
		List(Long, func(s *sample) []int32 { return s.items }),
		Op1("take", sampleType, func(_ Call, s, o *sample) (js.Value, error) { return js.Bool(s == o), nil }),
		Op2("two", DOMString, Trailing(Boolean), func(c Call, _ *sample, s string, b bool) (js.Value, error) {
			return c.Realm.String(fmt.Sprint(s, b)), nil
		}),
		Op1("rest", Rest(Long), func(_ Call, s *sample, list []int32) (js.Value, error) {
			s.items = list
			return js.Undefined, nil
		}),
		Op1("dictionary", dict.Type(), func(c Call, _ *sample, o options) (js.Value, error) {
			return c.Realm.String(fmt.Sprintf("%d %t %s %v", o.a, o.b != nil, o.mode, o.sum)), nil
		}),
		Op1("later", Callback, func(Call, *sample, js.Value) (js.Value, error) { return js.Undefined, nil }).Promise(),
		Op1("over", sampleType, func(c Call, _, _ *sample) (js.Value, error) { return c.Realm.String("sample"), nil }).Overload(
			Op1("over", Sequence(Any), func(c Call, _ *sample, _ []js.Value) (js.Value, error) { return c.Realm.String("sequence"), nil }),
			Op1("over", base.Type(), func(c Call, _ *sample, _ options) (js.Value, error) { return c.Realm.String("dictionary"), nil }),
			Op1("over", Double, func(c Call, _ *sample, _ float64) (js.Value, error) { return c.Realm.String("number"), nil }),
			Op1("over", DOMString, func(c Call, _ *sample, _ string) (js.Value, error) { return c.Realm.String("string"), nil }),
			Op2("over", DOMString, DOMString, func(c Call, _ *sample, _, _ string) (js.Value, error) { return c.Realm.String("two"), nil }),
		),
		Op1("union", Trailing(Union("Either", BufferSource, sampleType, Boolean, Long, Callback, Record(DOMString, Long))), func(c Call, _ *sample, v any) (js.Value, error) {
			return c.Realm.String(fmt.Sprintf("%T", v)), nil
		}),
		Static1("parse", USVString, func(c Call, s string) (js.Value, error) { return c.Realm.String(s), nil }),
		DefaultToJSON(),
	)
}

func TestMembers(t *testing.T) {
	r := realm(t)
	r.Expose(sampleClass)
	require.NoError(t, r.Define(r.Global(), "s", r.Wrap(sampleClass, &sample{text: "t"}), js.All))
	for _, c := range []struct{ name, src, want string }{
		{"constructor", "new Sample().text + new Sample('x').text + Sample.length", "madex0"},
		{"constructor without new", "Sample()", "TypeError: Failed to construct 'Sample': Please use the 'new' operator, this DOM object constructor cannot be called as a function."},
		{"constant", "Sample.ONE + Sample.prototype.ONE", "2"},
		{"setter", "s.text = 5; s.text", "5"},
		{"enum setter ignores", "s.mode = 'x'; s.mode = 'z'; s.mode", "x"},
		{"enum setter converts", "s.mode = Symbol()", "TypeError: cannot convert symbol to string"},
		{"[PutForwards]", "s.self = 'f'; s.text", "f"},
		{"[LegacyLenientSetter]", "'use strict'; s.lenient = 0; s.lenient", "true"},
		{"[Replaceable]", "let p = new Sample(); p.replaceable = 3; p.replaceable + JSON.stringify(Object.getOwnPropertyDescriptor(p, 'replaceable'))", `3{"value":3,"writable":true,"enumerable":true,"configurable":true}`},
		{"getter throws", "s.broken", "RangeError: Failed to read the 'broken' property from 'Sample': no"},
		{"list", "let l = new Sample(); l.rest(4, '5'); [l.length, l[1], l.item(0), l.item(9), [...l]].join()", "2,5,4,,4,5"},
		{"interface", "s.take(s)", "true"},
		{"not of the interface", "s.take({})", "TypeError: Failed to execute 'take' on 'Sample': parameter 1 is not of type 'Sample'."},
		{"too few", "s.two()", "TypeError: Failed to execute 'two' on 'Sample': 1 argument required, but only 0 present."},
		{"length", "[s.two.length, s.rest.length, s.dictionary.length, s.over.length, Sample.parse.length].join()", "1,0,1,0,1"},
		{"brand", "Sample.prototype.two.call({}, 'x')", "TypeError: Illegal invocation"},
		{"brand of a promise", "(() => { let q = Sample.prototype.later.call({}); return q instanceof Promise })()", "true"},
		{"rejection", "s.later(1) instanceof Promise", "true"},
		{"dictionary", "s.dictionary({a: '3', sum: [1]})", "3 false x [1]"},
		{"required member", "s.dictionary({})", "TypeError: Failed to execute 'dictionary' on 'Sample': Failed to read the 'a' property from 'Options': Required member is undefined."},
		{"not a dictionary", "s.dictionary(1)", "TypeError: Failed to execute 'dictionary' on 'Sample': The provided value is not of type 'Options'."},
		{"order of members", "let o = []; s.dictionary(new Proxy({a: 1}, {get(t, k) { o.push(k); return t[k] }})); o.join()", "mode,a,b,sum"},
		{"overload by interface", "s.over(s)", "sample"},
		{"overload by sequence", "s.over([])", "sequence"},
		{"overload by dictionary", "s.over({}) + s.over(null) + s.over(undefined)", "dictionarydictionarydictionary"},
		{"overload by number", "s.over(1)", "number"},
		{"overload by string", "s.over('1') + s.over(true)", "stringstring"},
		{"overload by count", "s.over('', '', '')", "two"},
		{"overload without", "s.over()", "dictionary"},
		{"overload of a broken iterable", "s.over({[Symbol.iterator]: 1})", "TypeError: Failed to execute 'over' on 'Sample': The object must have a callable @@iterator property."},
		{"union of an interface", "s.union(s)", "*idl.sample"},
		{"union of a buffer", "s.union(new DataView(new ArrayBuffer(1)))", "[]uint8"},
		{"union of a boolean", "s.union(false)", "bool"},
		{"union of a number", "s.union('5') + s.union(null)", "int32int32"},
		{"union of a callback", "s.union(() => 1)", "js.Value"},
		{"union of a record", "s.union({a: 1})", "[]idl.Entry[int32]"},
		{"static", "Sample.parse('\\ud800')", "\uFFFD"},
		{"toJSON", "delete s.broken; JSON.stringify(Object.keys(Sample.prototype))", `["text","mode","self","lenient","replaceable","broken","length","item","take","two","rest","dictionary","later","over","union","toJSON","ONE"]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, err := r.Eval("{"+c.src+"}", "test.js", 1)
			if err != nil {
				assert.Equal(t, c.want, err.Error())
				return
			}
			got, err := r.ToString(v)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
}

func TestCallUserObject(t *testing.T) {
	r := realm(t)
	call := func(src string) string {
		object, err := r.Eval("("+src+")", "test.js", 1)
		require.NoError(t, err)
		v, err := CallUserObject(r, object, "handle", r.String("this"), js.Int(2))
		if err != nil {
			return err.Error()
		}
		s, err := r.ToString(v)
		require.NoError(t, err)
		return s
	}
	assert.Equal(t, "this2", call("function (n) { 'use strict'; return this + n }"))
	assert.Equal(t, "o2", call("{handle(n) { return this + n }, toString() { return 'o' }}"))
	assert.Contains(t, call("{}"), "'handle'")
	assert.Equal(t, "EvalError: x", call("{get handle() { throw new EvalError('x') }}"))
}

func TestBounds(t *testing.T) {
	low, high := bounds[int32]()
	assert.Equal(t, [2]float64{math.MinInt32, math.MaxInt32}, [2]float64{low, high})
	low, high = bounds[uint64]()
	assert.Equal(t, [2]float64{0, 1<<53 - 1}, [2]float64{low, high})
}
