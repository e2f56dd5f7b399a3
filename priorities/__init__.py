"""The public record of shared commitments: its vocabulary, rules, writes, pages and files."""
