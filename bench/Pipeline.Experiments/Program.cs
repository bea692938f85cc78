Console.WriteLine("No losing design is kept here. One that is tried and loses moves here with its figures and its verdict.");
return 0;
