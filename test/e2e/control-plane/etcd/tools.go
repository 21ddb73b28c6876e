//go:build tools

// Package tools names the store of the API server. Debian's etcd 3.4.23 is too old for Kubernetes 1.34: without
// its watch progress the clients that stream lists fall back again and again, and pods wait half a minute.
package tools

import _ "go.etcd.io/etcd/server/v3"
