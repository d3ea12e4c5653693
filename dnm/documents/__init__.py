"""Writers for PDF, XLSX, CSV and ICS. No tables; bytes come out, nothing is stored here."""
