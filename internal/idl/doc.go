// Package idl is Web IDL's binding to JavaScript: the vocabulary in which internal/bindings declares interfaces, and the one
// place where what script passes is converted.
//
// A Type converts between JavaScript values and a Go type. An interface is declared member by member, as an IDL fragment
// is written, by Define:
//
//	var TextClass = &js.Class{Name: "Text", Parent: CharacterDataClass}
//
//	idl.Define(TextClass,
//		idl.New1(idl.Default(idl.DOMString, ""), newText),
//		idl.Get("wholeText", idl.DOMString, wholeText),
//		idl.Op1("splitText", idl.UnsignedLong, splitText),
//	)
//
// The functions get their arguments converted, in the order and with the exceptions of the standard, and the Go value behind
// the object that the member was used on. Web IDL's exceptions, and those that the functions return, are given the
// words that say where they were thrown: "Failed to execute 'splitText' on 'Text': …".
//
// Declaring happens once per process; realms share what comes of it (js.Class) and make an interface when script
// first asks for it.
//
// https://webidl.spec.whatwg.org/#javascript-binding
package idl
