module github.com/wharf-edi/wharf/tools/definitions

go 1.26.0

require github.com/wharf-edi/wharf v0.0.0

replace github.com/wharf-edi/wharf => ../..
