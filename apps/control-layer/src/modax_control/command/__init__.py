"""From a request to a command on the wire, or a refusal; every one audited."""
