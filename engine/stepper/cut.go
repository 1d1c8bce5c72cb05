package stepper

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"io"
)

// Signatures and sizes of a zip archive's parts, as far as a trace file has them.
const (
	localHeader      = "PK\x03\x04"
	localHeaderSize  = 30
	dataDescriptor   = "PK\x07\x08"
	deflated         = 8
	descriptorLength = 16
)

// cutMembers reads the members of an archive whose end, and with it the list of members, is missing: one after the other from
// the beginning, as writeTrace writes them. The last may be cut short: its reader then ends with io.ErrUnexpectedEOF.
func cutMembers(data []byte) map[string]io.Reader {
	members := map[string]io.Reader{}
	for len(data) >= localHeaderSize && string(data[:len(localHeader)]) == localHeader {
		method := binary.LittleEndian.Uint16(data[8:])
		nameLength, extraLength := int(binary.LittleEndian.Uint16(data[26:])), int(binary.LittleEndian.Uint16(data[28:]))
		begin := localHeaderSize + nameLength + extraLength
		if method != deflated || begin > len(data) {
			break
		}
		name := string(data[localHeaderSize : localHeaderSize+nameLength])
		if name != runMember {
			// What follows the recording does not matter, and unpacking it to find its end would cost its whole length.
			members[name] = flate.NewReader(bytes.NewReader(data[begin:]))
			break
		}
		from := bytes.NewReader(data[begin:])
		text, err := io.ReadAll(io.LimitReader(flate.NewReader(from), maxRun))
		if err != nil {
			break
		}
		members[name] = bytes.NewReader(text)
		data = data[len(data)-from.Len():]
		if len(data) < descriptorLength || string(data[:len(dataDescriptor)]) != dataDescriptor {
			break
		}
		data = data[descriptorLength:]
	}
	return members
}
