print("salesfunnel")
