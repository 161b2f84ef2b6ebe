/** Given and family names from many places, put together at random; whoever bears such a name is not meant. */
export const givenNames: readonly string[] = `
Adaeze Agnieszka Aiko Alejandra Alma Amadou Anouk Ansel Arash Aroha Artur Asel Ayşe Bahar Bastian Beatriz Benedikt Birgit
Bojan Callum Carmen Cem Chiara Chidi Clémence Cosima Dalia Damir Daria Dimitra Divya Dong-hyun Dorota Edda Eero Efua Eilidh
Elif Emeka Enrique Esperanza Etelka Fadi Farah Fenja Ferhat Filipa Finnegan Florian Freya Gabor Giulia Goran Greta Gulnara
Hadiza Halima Hamza Hana Haruto Hedda Heitor Hiroshi Idris Ilse Imani Ines Ioana Isidora Ivo Jadwiga Jelena Joaquim Jorun
Juraj Kaito Kalani Karim Katalin Keiko Khadija Kofi Krzysztof Lana Lars Leilani Lene Levente Ligia Linh Lorenzo Lovisa
Ludmila Luka Maarten Magnus Mahmoud Maite Malika Marisol Matej Mbali Meera Mehmet Merete Milica Minh Mirela Miriam Moana
Nadia Naoko Ngozi Nikolai Nima Noor Océane Oksana Olu Orla Oskar Paloma Pavel Pelin Petra Pilar Priya Quim Radka Rafaela
Rashid Reka Renske Roksana Ronja Rui Sabine Saga Samira Sanjay Sanne Selma Senthil Sibusiso Signe Silke Sinead Siri Solveig
Soren Stela Stefania Sunita Svetlana Szymon Tadeo Tamar Tariq Tereza Thandiwe Tiago Timea Tove Tuğba Ulrike Umut Valentina
Vanja Vesna Vilde Viraj Wanjiru Wiebke Xiomara Yael Yara Yusuf Zainab Zelda Zoran Zuzanna`
  .trim()
  .split(/\s+/)

export const familyNames: readonly string[] = `
Abara Achterberg Adeyemi Aguirre Akintola Albrecht Almeida Amsel Andrade Arslan Asante Babić Bakker Balogh Barros Basso
Bauernfeind Bayram Becerra Benedetti Berglund Bielawski Blomqvist Boateng Bogdanov Borgen Brandstätter Brzoza Bulut Cabral
Calloway Caruso Castellanos Cavalcanti Ceballos Chandran Chukwu Cieślak Colombo Cvetković Dahlgren Darwish Demir Desrosiers
Diallo Dijkstra Dobrev Drăgan Drummond Dvořák Ebersbach Eklund Engelbrecht Erdoğdu Escobedo Faltings Farkas Fazekas Ferreira
Filipović Fjeldstad Fontaine Fraczek Fujimori Gallardo Ganesan Ghorbani Giordano Goossens Grünwald Guimarães Gyamfi Haddad
Halvorsen Hashemi Haugland Havel Hoekstra Holub Horváth Hrubý Ibarra Ikeda Iliescu Imhof Ivanović Jankauskas Jansons Jasinski
Jovanović Kaczmarek Kahananui Kamau Karimi Kaya Keogh Kipchoge Kirchner Kobayashi Kocsis Kolář Korhonen Kovalenko Krüger
Kuznetsova Lachance Landvik Lebrun Lehtonen Leitner Lindqvist Lombardi Macedo Maguire Mahlangu Makinen Malinowska Manukyan
Marchetti Markovič Mbeki Medeiros Mensah Mihailova Moreau Mwangi Nakagawa Naumann Ndlovu Nemeth Nordahl Novotná Nwosu
Obradović Odhiambo Okafor Oliveira Olufsen Orsini Ostrowski Oyelaran Özkan Palmgren Papadakis Pasternak Pavlović Pedersen
Pellegrini Petkova Pichler Pires Pokorny Popescu Quintero Rahimi Rajkumar Rautio Reinholt Ribeiro Rosenqvist Rybak Saarinen
Sahin Salazar Salvatore Sandoval Sarpong Schönfeld Sedláček Selassie Serrano Shirazi Silvestri Sjöberg Skovgaard Solberg
Sørensen Stanković Steinbach Subramaniam Svensson Szabó Takahashi Tavares Tekin Thorvaldsen Todorov Tomasi Trần Tshabalala
Ueda Urbański Valdivia Vandenberghe Vasilenko Vermeulen Villanueva Vinter Vogelsang Wachira Watanabe Weissmann Wierzbicki
Wyrwich Yamaguchi Yıldız Yordanova Zamora Zapletal Zeman Zielińska Zubair Zuniga`
  .trim()
  .split(/\s+/)
